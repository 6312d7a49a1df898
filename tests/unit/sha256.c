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

/* However the bytes come, and however the last block is filled. */
static void pieces_are_the_same_as_the_whole(void **state) {
    pgp_context *context = *state;
    unsigned char bytes[300], digest[PGP_SHA256_SIZE];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 7);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        const char *whole = pgp_sha256_of(context->arena, bytes, size);
        pgp_sha256 hash;
        pgp_sha256_start(&hash);
        for (size_t at = 0, piece = 1; at < size; at += piece, piece = piece * 3 % 67) {
            size_t left = size - at;
            piece = piece < left ? piece : left;
            pgp_sha256_add(&hash, bytes + at, piece);
        }
        pgp_sha256_finish(&hash, digest);
        assert_string_equal(pgp_sha256_digits(context->arena, digest), whole);
    }
}

static void a_million_letters(void **state) {
    pgp_context *context = *state;
    char *letters = pgp_alloc(context->arena, 1000000);
    memset(letters, 'a', 1000000);
    assert_string_equal(pgp_sha256_of(context->arena, letters, 1000000),
                        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        UNIT_TEST(known_texts_have_known_digests),
        UNIT_TEST(pieces_are_the_same_as_the_whole),
        UNIT_TEST(a_million_letters),
    };
    return cmocka_run_group_tests_name("sha256", tests, NULL, NULL);
}
