#include "flux_event.h"

#include "base/plain.h"
#include "fluxcd/names.h"
#include "talk.h"

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define KUSTOMIZATIONS "kustomize.toolkit.fluxcd.io/v1"
enum { LONGEST_MESSAGE = 1024 }; /* what newer kinds of Events allow */

static pgp_status split(pgp_context *context, const cli_flux_event *event, const char **namespace,
                        const char **name) {
    const char *slash = strchr(event->kustomization, '/');
    if (!slash)
        return pgp_fail(context, PGP_INPUT, NULL, "--event takes NAMESPACE/NAME, not \"%s\"",
                        event->kustomization);
    *namespace = pgp_strndup(context->arena, event->kustomization, (size_t)(slash - event->kustomization));
    *name = slash + 1;
    PGP_TRY(flux_check_name(context, "--event", *namespace, FLUX_LABEL_SIZE));
    return flux_check_name(context, "--event", *name, FLUX_LABEL_SIZE);
}

pgp_status cli_check_flux_event(pgp_context *context, const cli_flux_event *event) {
    const char *namespace, *name;
    if (event->account && !event->kustomization)
        return pgp_fail(context, PGP_INPUT, NULL, "--event-account needs --event");
    return event->kustomization ? split(context, event, &namespace, &name) : PGP_OK;
}

/* -- the Event ------------------------------------------------------------------------------------------------------- */

static const char *reason_of(pgp_status status) {
    switch (status) {
    case PGP_OK: return "MigrationApplied";
    case PGP_INPUT: return "MigrationMisconfigured";
    case PGP_BLOCKED: return "MigrationBlocked";
    case PGP_STALE: return "PlanStale";
    case PGP_RETRY: return "MigrationInterrupted";
    default: return "MigrationFailed";
    }
}

/* What is too long is cut between two characters. */
static const char *message_of(pgp_arena *arena, const char *line) {
    static const char more[] = "…";
    size_t size = LONGEST_MESSAGE - (sizeof more - 1);
    if (strlen(line) <= LONGEST_MESSAGE)
        return line;
    while (((unsigned char)line[size] & 0xC0) == 0x80)
        size--;
    return pgp_printf(arena, "%.*s%s", (int)size, line, more);
}

static json_t *event_of(pgp_arena *arena, json_t *about, pgp_status status) {
    char now[24], host[HOST_NAME_MAX + 1] = "";
    struct tm parts;
    const char *namespace = json_string_value(json_object_get(about, "namespace")),
               *name = json_string_value(json_object_get(about, "name"));
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&(time_t){time(NULL)}, &parts));
    gethostname(host, sizeof host - 1);
    return json_pack("{s:s, s:s, s:{s:s, s:s}, s:o, s:s, s:s, s:s, s:{s:s, s:s}, s:s, s:s, s:i}",
                     "apiVersion", "v1", "kind", "Event", "metadata", "namespace", namespace, "generateName",
                     pgp_printf(arena, "%s-", name), "involvedObject", about, "type",
                     status == PGP_OK ? "Normal" : "Warning", "reason", reason_of(status), "message",
                     message_of(arena, cli_last_line()), "source", "component", "pgplumb", "host", host,
                     "firstTimestamp", now, "lastTimestamp", now, "count", 1);
}

/* -- posting it --------------------------------------------------------------------------------------------------------- */

static pgp_status refused(pgp_context *context, const cli_cluster *cluster, const cli_response *answer) {
    json_t *status = json_loads(answer->text, 0, NULL);
    const char *why = json_string_value(json_object_get(status, "message"));
    pgp_fail(context, PGP_REFUSED, NULL, "%s answered %ld%s%s", cluster->url, answer->code, why ? ": " : "",
             why ? why : "");
    json_decref(status);
    return PGP_REFUSED;
}

/* kubectl describe shows the Events that have the object's uid; others find them by the name. So without the right to read it, or the
 * object itself, the Event has none. */
static pgp_status add_uid(pgp_context *context, const cli_cluster *cluster, json_t *about) {
    cli_response answer;
    const char *path = pgp_printf(context->arena, "/apis/" KUSTOMIZATIONS "/namespaces/%s/kustomizations/%s",
                                  json_string_value(json_object_get(about, "namespace")),
                                  json_string_value(json_object_get(about, "name")));
    PGP_TRY(cli_cluster_ask(context, cluster, path, NULL, &answer));
    json_t *found = answer.code == 200 ? json_loads(answer.text, 0, NULL) : NULL;
    json_t *uid = json_object_get(json_object_get(found, "metadata"), "uid");
    if (json_is_string(uid))
        json_object_set(about, "uid", uid);
    json_decref(found);
    return PGP_OK;
}

static pgp_status post_about(pgp_context *context, const cli_cluster *cluster, json_t *about,
                             pgp_status status) {
    cli_response answer;
    PGP_TRY(add_uid(context, cluster, about));
    const char *path = pgp_printf(context->arena, "/api/v1/namespaces/%s/events",
                                  json_string_value(json_object_get(about, "namespace")));
    json_t *event = event_of(context->arena, json_incref(about), status);
    char *body = json_dumps(event, JSON_COMPACT);
    json_decref(event);
    pgp_status posted = body ? cli_cluster_ask(context, cluster, path, body, &answer)
                             : pgp_fail(context, PGP_RETRY, NULL, "it cannot be written as JSON");
    free(body);
    return posted == PGP_OK && answer.code != 201 ? refused(context, cluster, &answer) : posted;
}

typedef struct news {
    const cli_flux_event *event;
    pgp_status status;
} news;

static pgp_status post(pgp_context *context, void *argument) {
    const news *n = argument;
    const char *namespace, *name;
    cli_cluster cluster;
    PGP_TRY(split(context, n->event, &namespace, &name));
    PGP_TRY(cli_cluster_find(context, n->event->account ? n->event->account : CLI_CLUSTER_ACCOUNT, &cluster));
    json_t *about = json_pack("{s:s, s:s, s:s, s:s}", "apiVersion", KUSTOMIZATIONS, "kind", "Kustomization",
                              "namespace", namespace, "name", name);
    pgp_status posted = post_about(context, &cluster, about, n->status);
    json_decref(about);
    return posted;
}

void cli_tell_flux(pgp_context *context, const cli_flux_event *event, pgp_status status) {
    if (!event->kustomization || !cli_last_line())
        return;
    context->error = (pgp_error){.status = PGP_OK};
    if (pgp_guard(context, post, &(news){.event = event, .status = status}) != PGP_OK)
        cli_say("no Event about %s was posted: %s", pgp_plain(context->arena, event->kustomization),
                pgp_plain(context->arena, context->error.message));
}
