/*
 * The known mistakes in manifests that run migrations, whatever tool runs in them. A rule is a line of the table below; a check
 * is a function of one of the doctor_*.c files.
 */
#ifndef FLUX_DOCTOR_H
#define FLUX_DOCTOR_H

#include "tree.h"

typedef enum flux_severity { FLUX_ERROR, FLUX_WARNING, FLUX_NOTE } flux_severity;

/* X(code, severity, what, fix): the one table of rules, for the checks, SARIF and docs/GITOPS.md. */
#define FLUX_RULES(X)                                                                                       \
    X(PGD001, ERROR, "the file is not valid YAML", "Mend it; nothing else in this file was looked at.")     \
    X(PGD002, NOTE, "the template cannot be read before it is rendered",                                    \
      "Render it (helm template), and look at what comes out.")                                             \
    X(PGD101, ERROR, "the Job's name says no version",                                                      \
      "Put the version or the plan's digest into the name.")                                                \
    X(PGD102, ERROR, "Flux cannot replace the Job",                                                         \
      "Annotate it with kustomize.toolkit.fluxcd.io/force: Enabled.")                                       \
    X(PGD103, WARNING, "a migration that failed is run again",                                              \
      "Set backoffLimit: 0, or say with podFailurePolicy which exit codes are worth another try.")          \
    X(PGD104, WARNING, "the pod is restarted in place and its log is lost", "Set restartPolicy: Never.")    \
    X(PGD105, ERROR, "Flux makes a Job that its TTL deleted again, at every interval",                      \
      "Take ttlSecondsAfterFinished out; Flux prunes the Job of the release before.")                       \
    X(PGD106, WARNING, "the migration may take forever", "Set activeDeadlineSeconds.")                      \
    X(PGD107, WARNING, "the migration asks for no resources", "Set resources.requests and a memory limit.") \
    X(PGD108, WARNING, "the pod does not run under Pod Security \"restricted\"",                            \
      "Set runAsNonRoot, seccompProfile RuntimeDefault, allowPrivilegeEscalation: false and drop all "      \
      "capabilities.")                                                                                      \
    X(PGD109, ERROR, "a password in clear text",                                                            \
      "Refer to a Secret that is not in git, or to a sealed or external one.")                              \
    X(PGD110, ERROR, "the database's URL is among the arguments: everybody who may see the pod sees it",    \
      "Pass it as a variable with secretKeyRef.")                                                           \
    X(PGD111, WARNING, "the image can change under its tag", "Name a version or a digest.")                 \
    X(PGD112, NOTE, "a migration needs no service account token",                                           \
      "Set automountServiceAccountToken: false.")                                                           \
    X(PGD113, WARNING, "a sidecar among the Job's containers keeps the Job from ending",                    \
      "Make it an init container with restartPolicy: Always.")                                              \
    X(PGD114, ERROR, "what never ends among the init containers keeps the pod from starting",               \
      "Set restartPolicy: Always (Kubernetes 1.29), or make it a container.")                               \
    X(PGD115, ERROR, "the migration's failure is lost on the way",                                          \
      "Leave its exit status to be the container's: no pipe without set -o pipefail, no excuse.")           \
    X(PGD201, ERROR, "the Job and the service take their database from different places",                   \
      "Give both the same ConfigMap and Secret, or two keys of one Secret.")                                \
    X(PGD202, ERROR, "the init container waits for a Job that there is not",                                \
      "Make both names the same, and keep them so.")                                                        \
    X(PGD203, NOTE, "the init container watches a Job, not the database",                                   \
      "Use pgplumb wait: it needs no rights and works when the Job has gone.")                              \
    X(PGD204, ERROR, "the waiting pod may not read Jobs",                                                   \
      "Give its service account a Role for jobs, or use pgplumb wait.")                                     \
    X(PGD205, WARNING, "nothing makes the service wait for the migration",                                  \
      "Add an init container that waits, or a Flux Kustomization with dependsOn.")                          \
    X(PGD206, ERROR, "a service account as a subject needs its namespace", "Add namespace to the subject.") \
    X(PGD207, NOTE, "the service may do what the migration may",                                            \
      "Give the migration credentials of its own: another Secret, or another key of it.")                   \
    X(PGD301, ERROR, "the application's Kustomization does not depend on the migration's",                  \
      "Add it to dependsOn.")                                                                               \
    X(PGD302, WARNING, "the two Kustomizations read different sources: ready may mean an older revision",   \
      "Use one source, or compare a version in dependsOn[].readyExpr.")                                     \
    X(PGD303, ERROR, "the migration's Kustomization is ready before its Job has run", "Set wait: true.")    \
    X(PGD304, WARNING, "Flux gives up before the Job's deadline",                                           \
      "Set timeout above activeDeadlineSeconds.")                                                           \
    X(PGD305, WARNING, "force on the whole Kustomization recreates everything that is immutable",           \
      "Annotate the Job alone.")                                                                            \
    X(PGD306, ERROR, "Flux substitutes ${…} in the SQL of this ConfigMap",                                  \
      "Annotate it with kustomize.toolkit.fluxcd.io/substitute: disabled.")                                 \
    X(PGD401, ERROR, "the replacement hits nothing",                                                        \
      "Name the resource exactly (select takes no pattern) and a field it has.")                            \
    X(PGD402, WARNING, "the migration comes after the service", "List the Job before the Deployment.")      \
    X(PGD403, ERROR, "nobody fills in the variable",                                                        \
      "Use a replacement for this field, or postBuild.substitute of Flux.")                                 \
    X(PGD404, ERROR, "Kustomize does not know this apiVersion", "Use kustomize.config.k8s.io/v1beta1.")     \
    X(PGD501, WARNING, "the migration runs in every replica",                                               \
      "Run it in a Job, and let the pods wait for it.")                                                     \
    X(PGD502, ERROR, "the migration runs when the server starts",                                           \
      "Run it in a step of its own, before the rollout.")                                                   \
    X(PGD503, ERROR, "the image migrates whenever it starts",                                               \
      "Leave the command to the Job; start the server only.")                                               \
    X(PGD601, ERROR, "the application does not wait for the migration",                                     \
      "depends_on: {migrations: {condition: service_completed_successfully}}.")                             \
    X(PGD602, WARNING, "the migration does not wait for a healthy database",                                \
      "Give the database a healthcheck, and depends_on: {db: {condition: service_healthy}}.")               \
    X(PGD603, WARNING, "a migration that failed is started again and again", "Set restart: \"no\".")        \
    X(PGD604, WARNING, "the database answers its healthcheck while its image still makes it",               \
      "Ask over TCP: pg_isready -h 127.0.0.1. The image makes a new database behind a socket.")             \
    X(PGD701, WARNING, "the hook's Job stays, and the next release cannot make it",                         \
      "Set helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded.")                               \
    X(PGD702, NOTE, "before-hook-creation deletes a Job of the same name only: failed ones pile up",        \
      "Keep the hook's name the same from release to release.")                                             \
    X(PGD801, WARNING, "waiting for complete alone does not end when the Job fails",                        \
      "Use pgplumb wait --job, which ends with the failure and shows the log.")

typedef enum flux_rule_number {
#define FLUX_RULE_ENUM(code, severity, what, fix) FLUX_##code,
    FLUX_RULES(FLUX_RULE_ENUM)
#undef FLUX_RULE_ENUM
        FLUX_RULE_COUNT
} flux_rule_number;

typedef struct flux_rule {
    const char *code;
    flux_severity severity;
    const char *what, *fix;
} flux_rule;
extern const flux_rule flux_rules[FLUX_RULE_COUNT];
extern const char *const flux_severity_words[]; /* "error", "warning", "note" */

typedef struct flux_finding {
    const flux_rule *rule;
    const char *file, *detail; /* detail: which object and what of it */
    size_t line;
} flux_finding;

typedef struct flux_findings {
    flux_finding *items; /* sorted by file, line, code */
    size_t count, capacity;
    size_t files, documents; /* looked at */
} flux_findings;

/* Reads the files and the manifests, Dockerfiles and scripts of the directories. Helm's and ERB's template actions count as
 * values that are not known. */
pgp_status flux_examine(pgp_context *context, const char *const *paths, size_t count, flux_findings *out);

#endif
