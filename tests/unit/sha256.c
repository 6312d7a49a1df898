#include "unit.h"

#include "base/sha256.h"

#include <string.h>

static void check(pgp_context *context, const char *text, const char *digits) {
    assert_string_equal(pgp_sha256_of(context->arena, text, strlen(text)), digits);
}

/* Of FIPS 180-4's examples. */
static void known_texts_have_known_digests(void **state) {
    check(*state, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check(*state, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check(*state, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void pieces_are_the_same_as_the_whole(void **state) {
    pgp_context *context = *state;
    unsigned char digest[PGP_SHA256_SIZE];
    pgp_sha256 hash;
    pgp_sha256_start(&hash);
    pgp_sha256_add(&hash, "a", 1);
    pgp_sha256_add(&hash, "bc", 2);
    pgp_sha256_finish(&hash, digest);
    assert_string_equal(pgp_sha256_digits(context->arena, digest), pgp_sha256_of(context->arena, "abc", 3));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(known_texts_have_known_digests),
        UNIT_TEST(pieces_are_the_same_as_the_whole),
    };
    return cmocka_run_group_tests_name("sha256", tests, NULL, NULL);
}
