/*
 * From paths to documents.
 */
#include "doctor_set.h"

#include "pack.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -- documents -------------------------------------------------------------------------------------------------------- */

static const char *text_at(const flux_node *root, const char *path) {
    const char *text = flux_find_string(root, path);
    return text ? text : "";
}

static flux_node *pod_of(const flux_document *document) {
    if (strcmp(document->kind, "Pod") == 0)
        return flux_get(document->root, "spec");
    if (strcmp(document->kind, "CronJob") == 0)
        return flux_find(document->root, "spec.jobTemplate.spec.template.spec");
    return flux_find(document->root, "spec.template.spec");
}

static const char *directory_of(pgp_arena *arena, const char *file) {
    const char *slash = strrchr(file, '/');
    return slash ? pgp_strndup(arena, file, (size_t)(slash - file)) : ".";
}

static bool names(const flux_node *map, const char *key) {
    const char *text = flux_string(flux_get(map, key));
    return text && flux_names_migration(text);
}

static bool runs_migration(pgp_arena *arena, const flux_node *containers) {
    for (size_t i = 0; i < flux_count(containers); i++)
        if (names(containers->items[i], "name") || names(containers->items[i], "image") ||
            flux_is_migration(flux_command(arena, containers->items[i])))
            return true;
    return false;
}

/* Of the Jobs that a team has, most back up, test or clean. */
static bool is_migration_job(pgp_arena *arena, const flux_document *document) {
    return strcmp(document->kind, "Job") == 0 &&
           (flux_names_migration(document->name) ||
            runs_migration(arena, flux_get(document->pod, "containers")) ||
            runs_migration(arena, flux_get(document->pod, "initContainers")));
}

/* CHART/templates/… beside CHART/Chart.yaml, or with the labels that charts set. */
static bool is_of_chart(pgp_arena *arena, const flux_document *document) {
    const flux_node *labels = flux_find(document->root, "metadata.labels");
    const char *templates = strstr(document->directory, "/templates");
    if (flux_get(labels, "helm.sh/chart") ||
        pgp_same(flux_string(flux_get(labels, "app.kubernetes.io/managed-by")), "Helm"))
        return true;
    return templates && access(pgp_printf(arena, "%.*s/Chart.yaml", (int)(templates - document->directory),
                                          document->directory),
                               F_OK) == 0;
}

static void add_document(flux_manifests *set, const char *file, flux_node *root) {
    if (root->type != FLUX_MAP)
        return;
    flux_document document = {.file = file,
                              .directory = directory_of(set->context->arena, file),
                              .root = root,
                              .kind = text_at(root, "kind"),
                              .api = text_at(root, "apiVersion"),
                              .name = text_at(root, "metadata.name")};
    document.pod = pod_of(&document);
    document.migrates = is_migration_job(set->context->arena, &document);
    document.is_charted = is_of_chart(set->context->arena, &document);
    if (strcmp(document.kind, "List") == 0) {
        const flux_node *items = flux_get(root, "items");
        for (size_t i = 0; i < flux_count(items); i++)
            add_document(set, file, items->items[i]);
        return;
    }
    PGP_PUSH(set->context->arena, set->documents, set->count, set->capacity, document);
}

bool flux_is_job(const flux_document *document) {
    return document->migrates;
}

bool flux_is_service(const flux_document *document) {
    static const char *const kinds[] = {"Deployment", "StatefulSet", "DaemonSet", "Rollout"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(document->kind, kinds[i]) == 0)
            return document->pod;
    return false;
}

bool flux_is_kustomization(const flux_document *document) {
    const char *slash = strrchr(document->file, '/'), *name = slash ? slash + 1 : document->file;
    return strncmp(document->api, "kustomize.config.k8s.io/", 24) == 0 ||
           (!*document->api && strncmp(name, "kustomization.y", 15) == 0);
}

bool flux_is_flux_kustomization(const flux_document *document) {
    return strncmp(document->api, "kustomize.toolkit.fluxcd.io/", 28) == 0 &&
           strcmp(document->kind, "Kustomization") == 0;
}

const char *flux_annotation(const flux_document *document, const char *name) {
    return flux_string(flux_get(flux_find(document->root, "metadata.annotations"), name));
}

bool flux_is_hook(const flux_document *document) {
    return flux_annotation(document, "helm.sh/hook") || flux_annotation(document, "argocd.argoproj.io/hook");
}

/* "deploy/shop" ends "/repo/deploy/shop". */
static bool ends_in_path(const char *directory, const char *path) {
    size_t size = strlen(directory), end = strlen(path);
    while (end && path[end - 1] == '/')
        end--;
    return size >= end && strncmp(directory + size - end, path, end) == 0 &&
           (size == end || !end || directory[size - end - 1] == '/');
}

bool flux_is_below(const flux_document *document, const flux_node *path) {
    const char *text = flux_string(path);
    if (!text)
        return false;
    while (strncmp(text, "./", 2) == 0)
        text += 2;
    return *text && ends_in_path(document->directory, text);
}

/* -- templates ---------------------------------------------------------------------------------------------------------- */

static bool is_alone_on_its_line(const char *text, const char *begin, const char *end) {
    while (begin > text && (begin[-1] == ' ' || begin[-1] == '\t'))
        begin--;
    end += strspn(end, " \t\r");
    return (begin == text || begin[-1] == '\n') && (*end == '\n' || !*end);
}

/* An action becomes a word of the same length; one that is alone on its line becomes blanks: structure, or nothing. */
static void neutralise(char *text, const char *open, const char *close) {
    for (char *begin = text; (begin = strstr(begin, open));) {
        char *end = strstr(begin, close);
        if (!end)
            return;
        end += strlen(close);
        bool alone = is_alone_on_its_line(text, begin, end);
        for (char *c = begin; c < end; c++) {
            bool plain =
                (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '.';
            if (*c != '\n' && (alone || !plain))
                *c = alone ? ' ' : '_';
        }
        begin = end;
    }
}

/* -- files --------------------------------------------------------------------------------------------------------------- */

static bool ends_in(const char *name, const char *ending) {
    size_t size = strlen(name), end = strlen(ending);
    return size > end && strcmp(name + size - end, ending) == 0;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool is_yaml(const char *path) {
    return ends_in(path, ".yaml") || ends_in(path, ".yml");
}

static bool is_text(const char *path) {
    return ends_in(path, ".sh") || strncmp(base_name(path), "Dockerfile", 10) == 0 ||
           ends_in(path, ".Dockerfile");
}

static pgp_status read_yaml(flux_manifests *set, const char *path, pgp_text *text) {
    flux_documents documents = {0};
    bool is_template = strstr(text->data, "{{") || strstr(text->data, "<%") ||
                       strstr(text->data, "%{"); /* Helm, ERB, Terraform */
    neutralise(text->data, "{{", "}}");
    neutralise(text->data, "<%", "%>");
    pgp_status status = flux_read(set->context, path, text->data, text->size, &documents);
    if (status == PGP_INPUT) {
        const pgp_error *error = &set->context->error;
        flux_report(set, is_template ? FLUX_PGD002 : FLUX_PGD001, path, (size_t)error->where.line, "%s",
                    error->message);
        set->context->error = (pgp_error){.status = PGP_OK};
        status = PGP_OK;
    }
    for (size_t i = 0; i < documents.count; i++)
        add_document(set, path, documents.items[i]);
    return status;
}

static pgp_status read_file(flux_manifests *set, const char *path) {
    pgp_text text;
    PGP_TRY(flux_read_packed(set->context, path, &text));
    set->out->files++;
    if (is_yaml(path))
        return read_yaml(set, path, &text);
    flux_text_file file = {.file = path, .text = text.data};
    PGP_PUSH(set->context->arena, set->texts, set->text_count, set->text_capacity, file);
    return PGP_OK;
}

/* Of what is hidden, only where pipelines and manifests live. */
static int is_visible(const struct dirent *entry) {
    static const char *const left_out[] = {"node_modules", "vendor"};
    static const char *const looked_at[] = {".github", ".gitlab", ".gitlab-ci.yml", ".kubes"};
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (strcmp(entry->d_name, left_out[i]) == 0)
            return 0;
    for (size_t i = 0; i < sizeof looked_at / sizeof *looked_at; i++)
        if (strcmp(entry->d_name, looked_at[i]) == 0)
            return 1;
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static pgp_status read_path(flux_manifests *set, const char *path, bool named);

static pgp_status read_directory(flux_manifests *set, const char *path) {
    struct dirent **entries;
    pgp_arena *arena = set->context->arena;
    int count = scandir(path, &entries, is_visible, by_name);
    if (count < 0)
        return pgp_fail(set->context, PGP_INPUT, NULL, "cannot read \"%s\": %s", path, strerror(errno));
    pgp_defer(arena, free, entries);
    for (int i = 0; i < count; i++)
        pgp_defer(arena, free, entries[i]);
    for (int i = 0; i < count; i++)
        PGP_TRY(read_path(
            set, pgp_printf(arena, "%s%s%s", path, ends_in(path, "/") ? "" : "/", entries[i]->d_name),
            false));
    return PGP_OK;
}

static pgp_status read_path(flux_manifests *set, const char *path, bool named) {
    struct stat found;
    if ((named ? stat(path, &found) : lstat(path, &found)) != 0)
        return pgp_fail(set->context, PGP_INPUT, NULL, "cannot read \"%s\": %s", path, strerror(errno));
    if (S_ISDIR(found.st_mode))
        return read_directory(set, path);
    if (named && !is_yaml(path) && !is_text(path))
        return pgp_fail(set->context, PGP_UNKNOWN, NULL, "\"%s\" is no manifest, Dockerfile or script", path);
    return S_ISREG(found.st_mode) && (is_yaml(path) || is_text(path)) ? read_file(set, path) : PGP_OK;
}

pgp_status flux_read_set(flux_manifests *set, const char *const *paths, size_t count) {
    for (size_t i = 0; i < count; i++)
        PGP_TRY(read_path(set, paths[i], true));
    return PGP_OK;
}
