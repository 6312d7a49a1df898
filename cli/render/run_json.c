#include "render/run_json.h"

json_t *cli_run_json(cli_json *json, const pgp_run *run) {
    json_t *object = json_object();
    const struct {
        const char *key, *text;
    } texts[] = {{"state", pgp_run_state_word(run->state)},
                 {"digest", run->digest},
                 {"source_fingerprint", run->source_fingerprint},
                 {"target_fingerprint", run->target_fingerprint},
                 {"commit", run->git_commit},
                 {"phase", run->phase},
                 {"role", run->role},
                 {"client", run->client},
                 {"tool", run->tool},
                 {"started", run->started},
                 {"finished", run->finished},
                 {"error", run->error}};
    cli_json_set(json, object, "id", json_integer(run->id));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cli_json_set_text(json, object, texts[i].key, texts[i].text);
    cli_json_set(json, object, "steps", json_integer(run->steps));
    cli_json_set(json, object, "done", json_integer(run->done));
    cli_json_set(json, object, "rolls_back", run->rolls_back ? json_integer(run->rolls_back) : json_null());
    return object;
}
