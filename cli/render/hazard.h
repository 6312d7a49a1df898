/*
 * Locks, hazards and sizes of steps, for people and for programs.
 */
#ifndef CLI_RENDER_HAZARD_H
#define CLI_RENDER_HAZARD_H

#include "render/json_text.h"
#include "render/render.h"

/* "1.2 GB, about 8,400,000 rows"; NULL: not known, or nothing to speak of. */
const char *cli_size_words(pgp_arena *arena, const pgp_effect *effect);
/* It destroys something, or a hazard of it is to be seen. */
bool cli_is_marked(const pgp_step *step);
/* The one with the strongest lock; NULL: none locks anything. */
const pgp_effect *cli_strongest_effect(const pgp_step *step);
/* What the step does to the relation of this name; NULL: nothing. */
const pgp_effect *cli_effect_on(const pgp_step *step, const char *label);
/* "rewrites the table, readers and writers wait meanwhile" */
const char *cli_hazard_words(pgp_arena *arena, const pgp_finding *finding);

/* The words below tell more of it. */
bool cli_is_about_statements(const pgp_finding *finding);
/* "still used by 2 statements: SELECT …; UPDATE …"; NULL: by none that anybody knows of */
const char *cli_statements_words(pgp_arena *arena, const pgp_step *step);

json_t *cli_locks_json(cli_json *json, const pgp_step *step);
json_t *cli_hazards_json(cli_json *json, const pgp_step *step);
/* null: used by none that anybody knows of */
json_t *cli_statements_json(cli_json *json, const pgp_step *step);

#endif
