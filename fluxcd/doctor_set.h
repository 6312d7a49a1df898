/*
 * What the checks see: all documents of a run, and how to report.
 */
#ifndef FLUX_DOCTOR_SET_H
#define FLUX_DOCTOR_SET_H

#include "doctor.h"

typedef struct flux_document {
    const char *file, *directory;
    flux_node *root;
    const char *kind, *api, *name; /* "" when there is none */
    flux_node *pod;                /* the pod's spec of a workload; NULL: none */
    bool migrates;                 /* a Job, by its name or what it runs */
    bool is_charted;               /* Helm applies it: of a chart, or what one rendered to */
} flux_document;

/* A file that is no YAML. */
typedef struct flux_text_file {
    const char *file, *text;
} flux_text_file;

typedef struct flux_manifests {
    pgp_context *context;
    flux_document *documents;
    size_t count, capacity;
    flux_text_file *texts;
    size_t text_count, text_capacity;
    flux_findings *out;
} flux_manifests;

void flux_report(flux_manifests *set, flux_rule_number rule, const char *file, size_t line,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Of the node, or of the document when it is NULL. */
size_t flux_line(const flux_document *document, const flux_node *node);
#define FLUX_REPORT(set, rule, document, node, ...) \
    flux_report((set), FLUX_##rule, (document)->file, flux_line((document), (node)), __VA_ARGS__)

/* doctor_read.c */
pgp_status flux_read_set(flux_manifests *set, const char *const *paths, size_t count);

bool flux_is_job(const flux_document *document);           /* a Job that migrates */
bool flux_is_service(const flux_document *document);       /* Deployment, StatefulSet, DaemonSet, Rollout */
bool flux_is_kustomization(const flux_document *document); /* kustomization.yaml */
bool flux_is_flux_kustomization(const flux_document *document); /* Flux's */
const char *flux_annotation(const flux_document *document, const char *name);
/* Of Helm or Argo: the Job is not Flux's to replace. */
bool flux_is_hook(const flux_document *document);
/* The file of the document is in the directory that a Flux Kustomization's path names. */
bool flux_is_below(const flux_document *document, const flux_node *path);

/* doctor_words.c: */
bool flux_has_variable(const char *text); /* ${X}, or an action of a template */
/* A command that migrates a database, by the names of the known tools. */
bool flux_is_migration(const char *command);
/* The name of something that does, or an image. */
bool flux_names_migration(const char *name);
bool flux_is_server_start(const char *command);
/* A migration whose exit status a pipe or "|| true" puts another in the place of. */
bool flux_loses_failure(pgp_arena *arena, const char *command);
/* An image, by its name, of what runs beside a container as long as that does. */
bool flux_is_sidecar(const char *image);
/* A text, or the words of a list with blanks between. */
const char *flux_joined(pgp_arena *arena, const flux_node *node);
/* The command and the arguments of a container, the same way. */
const char *flux_command(pgp_arena *arena, const flux_node *container);
bool flux_is_clear_password(const char *name, const char *value);

/* The checks, in the order in which they run. */
void flux_check_jobs(flux_manifests *set);
void flux_check_pods(flux_manifests *set);
void flux_check_services(flux_manifests *set);
void flux_check_flux(flux_manifests *set);
void flux_check_kustomize(flux_manifests *set);
void flux_check_compose(flux_manifests *set);
void flux_check_texts(flux_manifests *set);

#endif
