#include "plan/options.h"

#include "plan/online.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static unsigned aspect_named(const char *name, size_t size) {
    static const struct {
        const char *name;
        unsigned bit;
    } aspects[] = {{"owners", PGP_MANAGE_OWNERS},
                   {"privileges", PGP_MANAGE_PRIVILEGES},
                   {"default-privileges", PGP_MANAGE_DEFAULT_PRIVILEGES},
                   {"comments", PGP_MANAGE_COMMENTS},
                   {"security-labels", PGP_MANAGE_SECURITY_LABELS},
                   {"versions", PGP_MANAGE_VERSIONS},
                   {"all", PGP_MANAGE_ALL}};
    for (size_t i = 0; i < sizeof aspects / sizeof *aspects; i++)
        if (strlen(aspects[i].name) == size && strncmp(aspects[i].name, name, size) == 0)
            return aspects[i].bit;
    return 0;
}

static pgp_status read_manage(pgp_context *context, const char *list, pgp_options *out) {
    if (strcmp(list, "none") == 0) {
        out->ignore = PGP_MANAGE_ALL;
        return PGP_OK;
    }
    for (const char *item = list; *item;) {
        size_t size = strcspn(item, ",");
        unsigned bit = aspect_named(item, size);
        if (!bit) {
            pgp_fail(context, PGP_INPUT, NULL, "--manage does not know \"%.*s\"", (int)size, item);
            return pgp_hint(context, "It takes a list of owners, privileges, default-privileges, comments, "
                                     "security-labels, versions; or all; or none.");
        }
        out->manage |= bit;
        item += size + (item[size] == ',');
    }
    return PGP_OK;
}

static pgp_status check_allowed(pgp_context *context, const char *allowed) {
    const char *kind = strncmp(allowed, "drop-", 5) == 0 ? allowed + 5 : allowed;
    size_t size = strcspn(kind, ":");
    const char *word = pgp_strndup(context->arena, kind, size);
    if ((kind[size] && pgp_kind_named(word)) || pgp_hazard_named(word))
        return PGP_OK;
    pgp_fail(context, PGP_INPUT, NULL, "--allow takes KIND:NAME or HAZARD[:NAME], not \"%s\"", allowed);
    return pgp_hint(context,
                    "The plan names what each blocked step needs, such as column:orders.legacy_ref.");
}

/* "10MB", "512 kB", "0": as PostgreSQL's settings take them. */
static pgp_status read_size(pgp_context *context, const char *text, int64_t *out) {
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    bool is_number = end != text && isdigit((unsigned char)*text) && errno == 0;
    end += strspn(end, " ");
    int64_t factor = 1;
    for (size_t i = 0; is_number && i < sizeof units / sizeof *units; i++, factor *= 1024) {
        if ((strcasecmp(end, units[i]) != 0 && (*end || i)) || number > INT64_MAX / factor)
            continue;
        *out = number * factor;
        return PGP_OK;
    }
    pgp_fail(context, PGP_INPUT, NULL, "--online-above takes a size, not \"%s\"", text);
    return pgp_hint(context, "Such as 10MB, 512kB, 1GB, or 0 for every table that is there before.");
}

static pgp_status read_phase(pgp_context *context, const char *word, pgp_phase *out) {
    static const char *const words[] = {"all", "expand", "contract"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0) {
            *out = (pgp_phase)i;
            return PGP_OK;
        }
    pgp_fail(context, PGP_INPUT, NULL, "--phase takes expand, contract or all, not \"%s\"", word);
    return pgp_hint(context, "expand is what comes before the rollout, contract what comes after it.");
}

pgp_status pgp_read_option_words(pgp_context *context, const pgp_option_words *words, pgp_options *out) {
    *out = (pgp_options){.allow_destructive = words->allow_destructive,
                         .allowed = words->allowed,
                         .allowed_count = words->allowed_count,
                         .online_above = PGP_ONLINE_ABOVE,
                         .rewrite_online = words->rewrite_online};
    for (size_t i = 0; i < words->allowed_count; i++)
        PGP_TRY(check_allowed(context, words->allowed[i]));
    if (words->phase)
        PGP_TRY(read_phase(context, words->phase, &out->phase));
    if (words->online_above)
        PGP_TRY(read_size(context, words->online_above, &out->online_above));
    return words->manage ? read_manage(context, words->manage, out) : PGP_OK;
}
