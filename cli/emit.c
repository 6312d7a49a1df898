/*
 * pgplumb emit: a plan as what a cluster, a pipeline or a compose file runs.
 */
#include "fluxcd/emit.h"
#include "fleet_plan.h"
#include "fluxcd/flags.h"
#include "fluxcd/pack.h"
#include "kinds/reading.h"
#include "plan_file.h"
#include "planning.h"
#include "split.h"
#include "talk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* -- the plan ------------------------------------------------------------------------------------------------------ */

static pgp_status make_plan(pgp_context *context, const cli_arguments *arguments, pgp_text *out) {
    cli_side sides[2] = {0};
    pgp_options options;
    pgp_plan *plan;
    cli_report report = {0};
    PGP_TRY(cli_plan_options(context, arguments, &options));
    PGP_TRY(cli_open_database(context, arguments, "emit", "--database", arguments->database, &sides[0]));
    PGP_TRY(cli_open(context, arguments, arguments->to, &sides[1]));
    PGP_TRY(cli_load(context, sides, 2));
    PGP_TRY(cli_take_fingerprints(context, sides[0].model, sides[1].model, &report));
    PGP_TRY(cli_make_plan(context, &sides[0], &sides[1], &options, &plan, &report));
    cli_say_notes(context);
    PGP_TRY(cli_write_document(context, &report));
    pgp_text_add(out, report.document);
    return PGP_OK;
}

static pgp_status check_plan(pgp_context *context, const cli_report *report) {
    pgp_summary summary = cli_summarise(report);
    if (!summary.blocked)
        return PGP_OK;
    pgp_fail(context, PGP_BLOCKED, NULL, "%zu step%s of the plan %s blocked", summary.blocked,
             summary.blocked == 1 ? "" : "s", summary.blocked == 1 ? "is" : "are");
    return pgp_hint(context, "No Job could run it. Plan again with --allow.");
}

static void take_phases(const cli_report *report, flux_plan *out) {
    for (size_t i = 0; i < report->step_count; i++) {
        bool contract = strcmp(report->steps[i].phase, "contract") == 0;
        out->contracts |= contract;
        out->expands |= !contract;
    }
}

/* A plan that a Job can run. */
static pgp_status take_plan(pgp_context *context, const char *path, const pgp_text *text, flux_plan *out,
                            cli_report *report) {
    PGP_TRY(cli_parse_plan(context, path, text, report));
    PGP_TRY(cli_check_secrets(context, report));
    PGP_TRY(check_plan(context, report));
    take_phases(report, out);
    return PGP_OK;
}

/* -- a plan for many databases --------------------------------------------------------------------------------------- */

static pgp_status make_fleet_plan(pgp_context *context, const cli_arguments *arguments, pgp_text *out) {
    cli_planned_fleet planned;
    PGP_TRY(cli_plan_fleet(context, &cli_emit, arguments, &planned));
    PGP_TRY(cli_judge_fleet_plan(context, &planned));
    return cli_write_fleet_plan(context, &planned, out);
}

static pgp_status take_plans(pgp_context *context, const char *path, const cli_fleet_plan *fleet,
                             flux_plan *out) {
    for (size_t i = 0; i < fleet->count; i++) {
        const cli_fleet_item *item = &fleet->items[i];
        pgp_text text = pgp_text_new(context->arena);
        cli_report report = {0};
        const char *document;
        if (item->error)
            return pgp_fail(context, PGP_INPUT, NULL, "no plan was made for %s: plan again", item->name);
        if (!item->plan)
            continue;
        pgp_names_add(context->arena, &out->databases, item->name);
        if (i && pgp_same(fleet->items[i - 1].plan, item->plan))
            continue; /* neighbours often have the same */
        PGP_TRY(cli_document_of(context, fleet, item->plan, &document));
        pgp_text_add(&text, document);
        PGP_TRY(take_plan(context, path, &text, out, &report));
    }
    return fleet->planned
               ? PGP_OK
               : pgp_fail(context, PGP_INPUT, NULL, "every database is in sync: there is nothing to run");
}

static pgp_status take_fleet_plan(pgp_context *context, const char *path, const pgp_text *text,
                                  flux_plan *out) {
    cli_fleet_plan fleet;
    PGP_TRY(cli_parse_fleet_plan(context, path, text, &fleet));
    *out = (flux_plan){.bytes = text->data, .size = text->size, .digest = fleet.digest};
    return take_plans(context, path, &fleet, out);
}

/* -- the plan, of whatever kind ---------------------------------------------------------------------------------------- */

static pgp_status plan_now(pgp_context *context, const cli_arguments *arguments, pgp_text *out) {
    return arguments->fleet.name ? make_fleet_plan(context, arguments, out)
                                 : make_plan(context, arguments, out);
}

static pgp_status read_plan(pgp_context *context, const cli_arguments *arguments, flux_plan *out) {
    bool from_file = arguments->operands.count > 1;
    const char *path = from_file ? arguments->operands.items[1] : "the plan";
    pgp_text text = pgp_text_new(context->arena);
    cli_report report = {0};
    json_t *root;
    PGP_TRY(from_file ? flux_read_packed(context, path, &text) : plan_now(context, arguments, &text));
    PGP_TRY(cli_load_plan(context, path, &text, &root));
    if (cli_is_fleet_plan(root))
        return take_fleet_plan(context, path, &text, out);
    *out = (flux_plan){.bytes = text.data, .size = text.size};
    PGP_TRY(take_plan(context, path, &text, out, &report));
    out->digest = report.digest;
    return PGP_OK;
}

/* -- the files ------------------------------------------------------------------------------------------------------ */

/* What an older plan left; a directory goes with its last file. */
static pgp_status remove_absent(pgp_context *context, const char *directory, const flux_outputs *outputs) {
    size_t removed = 0;
    for (size_t i = 0; i < outputs->absent_count; i++) {
        char *path = pgp_printf(context->arena, "%s/%s", directory, outputs->absent[i]);
        if (unlink(path) == 0)
            removed++;
        else if (errno != ENOENT && errno != ENOTDIR)
            return pgp_fail(context, PGP_INPUT, NULL, "cannot remove \"%s\": %s", path, strerror(errno));
        *strrchr(path, '/') = '\0';
        rmdir(path);
    }
    if (removed)
        cli_say("%zu files of a phase that this plan does not have: removed", removed);
    return PGP_OK;
}

static pgp_status write_outputs(pgp_context *context, const char *directory, const flux_outputs *outputs) {
    cli_files files = {.items = pgp_alloc(context->arena, outputs->count * sizeof *files.items),
                       .count = outputs->count};
    for (size_t i = 0; i < outputs->count; i++)
        files.items[i] = (cli_file){.path = outputs->items[i].path, .text = outputs->items[i].text};
    PGP_TRY(cli_write_files(context, directory, &files, false));
    for (size_t i = 0; i < outputs->count; i++)
        if (outputs->items[i].executable)
            chmod(pgp_printf(context->arena, "%s/%s", directory, outputs->items[i].path), 0755);
    return remove_absent(context, directory, outputs);
}

/* -- the command ------------------------------------------------------------------------------------------------------ */

static pgp_status check_target(pgp_context *context, const char *word) {
    const char *names[16], *name;
    size_t count = 0;
    while (count < 16 && (name = flux_target_name(count))) {
        if (strcmp(name, word) == 0)
            return PGP_OK;
        names[count++] = name;
    }
    const char *close = cli_closest(word, names, count);
    cli_usage_error(context, "emit", "emit does not know \"%s\"", word);
    return close ? pgp_hint(context, "Did you mean pgplumb emit %s? See pgplumb emit --help.", close)
                 : PGP_INPUT;
}

static pgp_status check_usage(pgp_context *context, const cli_arguments *arguments) {
    const pgp_names *words = &arguments->operands;
    if (!words->count)
        return cli_usage_error(context, "emit", "emit needs a target, such as flux");
    PGP_TRY(check_target(context, words->items[0]));
    bool needs_plan = flux_needs_plan(words->items[0]), from_file = words->count > 1,
         from_sources = arguments->to.count > 0;
    if (from_file && from_sources)
        return cli_usage_error(context, "emit", "--to and a saved plan exclude each other");
    if (needs_plan && !from_file && !from_sources)
        return cli_usage_error(context, "emit", "emit needs a saved plan, or --to SOURCE");
    if (arguments->fleet.name && !from_sources)
        return cli_usage_error(context, "emit", "--fleet needs --to: a saved plan knows its databases");
    if (!needs_plan && from_file)
        return cli_usage_error(context, "emit", "emit %s takes no plan: the pipeline makes its own",
                               words->items[0]);
    if (!arguments->output)
        return cli_usage_error(context, "emit", "emit needs -o DIRECTORY");
    return PGP_OK;
}

static pgp_status check_flags(pgp_context *context, const cli_arguments *arguments) {
    for (size_t i = 0; cli_emit.options[i].name; i++)
        if (arguments->given[i])
            PGP_TRY(flux_check_flag(context, arguments->operands.items[0], cli_emit.options[i].name,
                                    arguments->typed[i], &arguments->emit));
    return PGP_OK;
}

static pgp_status run(pgp_context *context, const cli_arguments *arguments) {
    flux_settings settings = arguments->emit;
    flux_outputs outputs = {0};
    flux_plan plan;
    PGP_TRY(check_usage(context, arguments));
    PGP_TRY(check_flags(context, arguments));
    const char *target = arguments->operands.items[0];
    bool needs_plan = flux_needs_plan(target);
    settings.parallel = arguments->fleet.parallel;
    settings.max_failures = arguments->fleet.max_failures;
    if (needs_plan && !settings.source_path)
        settings.source_path = *arguments->output == '/' ? "" : arguments->output;
    if (needs_plan)
        PGP_TRY(read_plan(context, arguments, &plan));
    PGP_TRY(flux_emit(context, target, &settings, needs_plan ? &plan : NULL, &outputs));
    return write_outputs(context, arguments->output, &outputs);
}

#define EMIT_TEXT(name_, member_, value_, help_) \
    CLI_OPTION(name_, '\0', CLI_VALUE_TEXT, emit.member_, value_, help_)
#define EMIT_LIST(name_, member_, value_, help_) \
    CLI_OPTION(name_, '\0', CLI_VALUE_LIST, emit.member_, value_, help_)
#define EMIT_FLAG(name_, member_, help_) CLI_OPTION(name_, '\0', CLI_VALUE_NONE, emit.member_, NULL, help_)

static const cli_option options[] = {
    EMIT_TEXT("name", name, "APP", "the application: its Deployment has this name"),
    EMIT_TEXT("namespace", namespace, "NAME", "where it runs"),
    EMIT_TEXT("image", image, "IMAGE:TAG", "the image that holds pgplumb"),
    EMIT_TEXT("release", release, "VERSION", "the application's version (default: the image's tag)"),
    CLI_OPTION("output", 'o', CLI_VALUE_TEXT, output, "DIRECTORY", "where to write the files"),
    EMIT_TEXT("database-secret", database_secret, "NAME/KEY",
              "the Secret with the migration's DATABASE_URL (default: APP-migration/DATABASE_URL)"),
    EMIT_TEXT("application-secret", application_secret, "NAME/KEY",
              "that of the application, for its init container (default: the migration's)"),
    EMIT_LIST(
        "env-from", env_from, "KIND/NAME",
        "the migration's variables: secret/NAME or configmap/NAME, as the service has them; may be repeated"),
    EMIT_LIST("application-env-from", application_env_from, "KIND/NAME", "the same for the init container"),
    EMIT_TEXT("secret", secret, "VARIANT", "write the Secret, too: plain (an example), external, sealed"),
    EMIT_TEXT("secret-store", secret_store, "NAME", "the SecretStore of --secret external"),
    EMIT_TEXT("secret-remote", secret_remote, "KEY", "what it calls the URL"),
    EMIT_TEXT("sealed-value", sealed_value, "TEXT", "for --secret sealed: what kubeseal --raw printed"),
    EMIT_LIST("pull-secret", pull_secrets, "NAME", "to pull the image with; may be repeated"),
    EMIT_TEXT("deadline", deadline, "TIME", "the longest that the migration may take (default: 30m)"),
    EMIT_TEXT("retries", retries, "NUMBER",
              "how often a lock, a lost connection or a lost node is tried again (default: 3); 0: never"),
    EMIT_TEXT("ttl", ttl, "TIME",
              "delete the finished Job after TIME; Flux will make it again, which changes nothing"),
    EMIT_TEXT("cpu", cpu, "QUANTITY", "what the Job asks for (default: 50m)"),
    EMIT_TEXT("memory", memory, "QUANTITY", "what it asks for and may use (default: 64Mi and 256Mi)"),
    EMIT_TEXT("phase", phase, "all", "one Job for everything, even when the plan has a contract phase"),
    EMIT_TEXT("service-account", service_account, "NAME",
              "the pod's service account; its token is mounted for --events only"),
    EMIT_FLAG("network-policy", network_policy, "let the Job talk to name servers and the database only"),
    EMIT_TEXT("database-port", database_port, "PORT", "the port of --network-policy (default: 5432)"),
    EMIT_FLAG("rbac", rbac, "a service account that may watch Jobs, for scripts in the cluster"),
    EMIT_FLAG("events", events,
              "tell how the Job ended as an Event about Flux's Kustomization, with a service account that "
              "may do just that"),
    EMIT_TEXT(
        "monitoring", monitoring, "service|pod",
        "push what status says to a Pushgateway, and a ServiceMonitor or PodMonitor that scrapes it there"),
    EMIT_TEXT("pushgateway", pushgateway, "NAMESPACE/NAME",
              "that Pushgateway's Service (default: monitoring/prometheus-pushgateway)"),
    EMIT_TEXT("config-map", config_map, "NAME", "the ConfigMap with the Job's pgplumb.yaml"),
    EMIT_TEXT("log-sidecar", log_sidecar, "IMAGE",
              "run it beside the migration, to forward /log/pgplumb.jsonl (Kubernetes 1.29 or newer)"),
    EMIT_LIST("log-arg", log_args, "WORD", "an argument for it, as --log-arg=WORD; may be repeated"),
    EMIT_FLAG("probes", probes,
              "the application's container is ready when the database is; pgplumb has to be in its image"),
    EMIT_TEXT("source", source, "git|oci", "what Flux reads the directory from (default: git)"),
    EMIT_TEXT("source-url", source_url, "URL", "write that source, too"),
    EMIT_TEXT("source-name", source_name, "NAME", "what it is called (default: APP)"),
    EMIT_TEXT("source-ref", source_ref, "REF", "its branch or tag (default: main, latest)"),
    EMIT_TEXT("source-secret", source_secret, "NAME", "its credentials"),
    EMIT_TEXT("source-path", source_path, "PATH", "where DIRECTORY is in the source (default: DIRECTORY)"),
    EMIT_FLAG("insecure", insecure, "the OCI registry speaks HTTP"),
    EMIT_TEXT("verify", verify, "cosign|notation", "who signs the OCI artifact"),
    EMIT_TEXT("verify-secret", verify_secret, "NAME", "the public keys for it"),
    EMIT_TEXT("verify-issuer", verify_issuer, "REGEX", "of keyless signatures"),
    EMIT_TEXT("verify-subject", verify_subject, "REGEX", "of keyless signatures"),
    EMIT_TEXT("flux-namespace", flux_namespace, "NAME", "of Flux's objects (default: flux-system)"),
    EMIT_LIST("depends-on", depends_on, "NAME",
              "a Kustomization that comes before the migration; may be repeated"),
    EMIT_TEXT("application-path", application_path, "PATH",
              "the application's kustomization in the source: write its Kustomization"),
    EMIT_TEXT("application-source", application_source, "KIND/NAME",
              "when it is in another source, such as gitrepository/shop"),
    EMIT_TEXT("application-container", application_container, "NAME",
              "the container whose image gets IMAGE_TAG, too"),
    EMIT_TEXT("schema", schema, "PATH", "github, gitlab: the schema's files in the repository (default: db)"),
    CLI_OPTION_TO("plan for this instead of reading a plan"),
    CLI_OPTION_DATABASE,
    CLI_OPTIONS_FLEET,
    CLI_OPTION_MAX_FAILURES,
    CLI_OPTIONS_ALLOW,
    CLI_OPTION_MANAGE,
    CLI_OPTIONS_COMMON,
};

const cli_command cli_emit = {
    .name = "emit",
    .synopsis = "TARGET [PLAN.json | --to SOURCE...] -o DIRECTORY [option]...",
    .summary = "write what a cluster runs: Jobs, Flux objects, charts, pipelines",
    .about = "Writes a directory that is ready to commit; the same plan and options give the same bytes. "
             "TARGET is one of\n"
             "  flux      what Flux reconciles: a versioned Job, an init container that waits, "
             "Kustomizations in their order\n"
             "  argocd    the same as hooks of Argo CD\n"
             "  helm      a chart whose hook migrates before install and upgrade\n"
             "  job       a Job and a script that migrates, rolls out and contracts\n"
             "  kubes     a Job with Kubes' hooks\n"
             "  init      for development: an init container that migrates\n"
             "  compose   a Compose file: database, migrations, application\n"
             "  github    a workflow: plan comments, release, drift; it needs no plan here\n"
             "  gitlab    the same for GitLab\n"
             "docs/GITOPS.md shows each of them.",
    .options = options,
    .most_operands = 2,
    .leading_words = 1,
    .run = run,
};
