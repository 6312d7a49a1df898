#include "kinds/collation.h"

#include <stdlib.h>
#include <string.h>

/* Keywords and values of ICU's old form, and what they are in a language tag (uloc_toLanguageTag()). */
typedef struct translation {
    const char *old, *tag;
} translation;

static const translation keywords[] = {
    {"collation", "co"},        {"colstrength", "ks"},  {"colalternate", "ka"},
    {"colbackwards", "kb"},     {"colcaselevel", "kc"}, {"colcasefirst", "kf"},
    {"colnormalization", "kk"}, {"colnumeric", "kn"},   {"colhiraganaquaternary", "kh"},
    {"colreorder", "kr"}};

static const translation values[] = {
    {"primary", "level1"},    {"secondary", "level2"},  {"tertiary", "level3"},
    {"quaternary", "level4"}, {"identical", "identic"}, {"non-ignorable", "noignore"},
    {"phonebook", "phonebk"}, {"traditional", "trad"},  {"dictionary", "dict"},
    {"gb2312han", "gb2312"},  {"yes", "true"},          {"no", "false"}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *translated(const translation *table, size_t count, const char *word) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].old, word) == 0)
            return table[i].tag;
    return word;
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "de" and its sorted keywords "kn=true", "ks=level2". */
typedef struct locale {
    const char *language;
    const char *keywords[32];
    size_t count;
} locale;

static char *folded(pgp_arena *arena, const char *text) {
    char *copy = pgp_strdup(arena, text);
    for (char *c = copy; *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
        else if (*c == '_')
            *c = '-';
    }
    return copy;
}

static void add_keyword(pgp_arena *arena, locale *out, const char *key, const char *value) {
    if (out->count < COUNT(out->keywords))
        out->keywords[out->count++] = pgp_printf(arena, "%s=%s", translated(keywords, COUNT(keywords), key),
                                                 translated(values, COUNT(values), *value ? value : "true"));
}

/* "colstrength=secondary;colnumeric=yes" */
static void read_old(pgp_arena *arena, locale *out, char *text) {
    char *rest;
    for (char *item = strtok_r(text, ";", &rest); item; item = strtok_r(NULL, ";", &rest)) {
        char *value = strchr(item, '=');
        if (value)
            *value++ = '\0';
        add_keyword(arena, out, item, value ? value : "");
    }
}

/* "ks-level2-kn": keys have two letters, a value may have several parts. */
static void read_tag(pgp_arena *arena, locale *out, char *text) {
    char *rest;
    const char *key = NULL;
    pgp_text value = pgp_text_new(arena);
    for (char *part = strtok_r(text, "-", &rest); part; part = strtok_r(NULL, "-", &rest)) {
        if (strlen(part) != 2) {
            pgp_text_next(&value, "-");
            pgp_text_add(&value, part);
            continue;
        }
        if (key)
            add_keyword(arena, out, key, value.data);
        key = part;
        value = pgp_text_new(arena);
    }
    if (key)
        add_keyword(arena, out, key, value.data);
}

static locale read_locale(pgp_arena *arena, const char *name) {
    locale out = {0};
    char *text = folded(arena, name);
    char *old = strchr(text, '@'), *tag = strstr(text, "-u-");
    if (old) {
        *old = '\0';
        read_old(arena, &out, old + 1);
    } else if (tag) {
        *tag = '\0';
        read_tag(arena, &out, tag + 3);
    }
    bool root = !*text || strcmp(text, "root") == 0;
    out.language = root ? "und" : text;
    if (out.count)
        qsort(out.keywords, out.count, sizeof *out.keywords, by_bytes);
    return out;
}

bool pgp_same_icu_locale(pgp_arena *arena, const char *a, const char *b) {
    if (!a || !b)
        return a == b;
    locale one = read_locale(arena, a), other = read_locale(arena, b);
    if (strcmp(one.language, other.language) != 0 || one.count != other.count)
        return false;
    for (size_t i = 0; i < one.count; i++)
        if (strcmp(one.keywords[i], other.keywords[i]) != 0)
            return false;
    return true;
}
