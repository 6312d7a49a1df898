/*
 * Dockerfiles and scripts, line by line.
 */
#include "doctor_set.h"

#include <string.h>
#include <strings.h>

static bool is_script(const char *file) {
    size_t size = strlen(file);
    return size > 3 && strcmp(file + size - 3, ".sh") == 0;
}

static void check_image_line(flux_manifests *set, const flux_text_file *file, const char *line,
                             size_t number) {
    bool starts = strncasecmp(line, "CMD", 3) == 0 || strncasecmp(line, "ENTRYPOINT", 10) == 0;
    if (starts && flux_is_migration(line))
        flux_report(set, FLUX_PGD503, file->file, number, "%s", line);
    const char *latest = strncasecmp(line, "FROM ", 5) == 0 ? strstr(line, ":latest") : NULL;
    if (latest && (!latest[7] || latest[7] == ' '))
        flux_report(set, FLUX_PGD111, file->file, number, "%s", line);
}

static void check_script_line(flux_manifests *set, const flux_text_file *file, const char *line,
                              size_t number) {
    bool waits = strstr(line, "--for=condition=complete") || strstr(line, "--for=condition=Complete");
    if (waits && *line != '#')
        flux_report(set, FLUX_PGD801, file->file, number, "%s", line);
}

/* Calls back with each line; one that ends in a backslash goes on. */
static void check_lines(flux_manifests *set, const flux_text_file *file,
                        void (*check)(flux_manifests *, const flux_text_file *, const char *, size_t)) {
    pgp_text line = pgp_text_new(set->context->arena);
    size_t number = 1, begin = 1;
    for (const char *c = file->text; *c; number++) {
        size_t size = strcspn(c, "\n");
        bool goes_on = size && c[size - 1] == '\\';
        pgp_text_addn(&line, c, size - goes_on);
        c += size + (c[size] == '\n');
        if (goes_on && *c)
            continue;
        check(set, file, line.data + strspn(line.data, " \t"), begin);
        line = pgp_text_new(set->context->arena);
        begin = number + 1;
    }
}

void flux_check_texts(flux_manifests *set) {
    for (size_t i = 0; i < set->text_count; i++)
        check_lines(set, &set->texts[i],
                    is_script(set->texts[i].file) ? check_script_line : check_image_line);
}
