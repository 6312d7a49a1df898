#include "progress.h"

#include "style.h"
#include "talk.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stop_requests;

static void request_stop(int number) {
    (void)number;
    stop_requests++;
}

/* Without SA_RESTART, so that the question to a person ends, too. */
const volatile sig_atomic_t *cli_catch_signals(void) {
    struct sigaction action = {.sa_handler = request_stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &stop_requests;
}

const char *cli_duration(pgp_arena *arena, double seconds) {
    if (seconds < 10)
        return pgp_printf(arena, "%.1f s", seconds);
    if (seconds < 120)
        return pgp_printf(arena, "%.0f s", seconds);
    if (seconds < 7200)
        return pgp_printf(arena, "%.0f min", seconds / 60);
    return pgp_printf(arena, "%.0f h", seconds / 3600);
}

/* -- the line that changes ------------------------------------------------------------------------------------------ */

enum { BAR_WIDTH = 16 };

static void wipe(cli_progress *p) {
    if (p->is_drawn)
        fputs("\r\033[K", stderr);
    p->is_drawn = false;
}

static void draw(cli_progress *p, const char *head, const pgp_progress *progress) {
    int full = progress->total > 0 ? (int)(progress->done * BAR_WIDTH / progress->total) : 0;
    fprintf(stderr, "\r\033[K%s   ", head);
    for (int i = 0; progress->total > 0 && i < BAR_WIDTH; i++)
        fputs(i < full ? "█" : "░", stderr);
    if (progress->total > 0)
        fprintf(stderr, " %3d %%", (int)(progress->done * 100 / progress->total));
    fprintf(stderr, "  %s  %02d:%02d", pgp_plain(p->arena, progress->phase), (int)progress->seconds / 60,
            (int)progress->seconds % 60);
    fflush(stderr);
    p->is_drawn = true;
}

static const char *head_of(cli_progress *p, const pgp_place *place) {
    return pgp_printf(p->arena, "[%zu/%zu] %c %s", place->number, place->count, place->step->sign,
                      pgp_plain(p->arena, place->step->summary));
}

/* -- what the engine tells ------------------------------------------------------------------------------------------- */

static void starts(void *argument, const pgp_place *place) {
    cli_progress *p = argument;
    p->told = 0;
    p->is_blocked = false;
    if (cli_talks_json())
        cli_event("step_started", "{s:i, s:i, s:s, s:s, s:s}", "step", (int)place->number, "steps",
                  (int)place->count, "phase", place->step->phase, "summary",
                  pgp_plain(p->arena, place->step->summary), "sql", pgp_plain(p->arena, place->step->sql));
    else
        cli_say("%s", head_of(p, place));
}

static void ends(void *argument, const pgp_place *place, pgp_outcome outcome, double seconds) {
    cli_progress *p = argument;
    (void)outcome;
    wipe(p);
    cli_event("step_done", "{s:i, s:i, s:f}", "step", (int)place->number, "steps", (int)place->count,
              "seconds", seconds);
}

static void progresses(void *argument, const pgp_place *place, const pgp_progress *progress) {
    enum { EVERY = 10 }; /* seconds between lines */
    cli_progress *p = argument;
    if (p->bar) {
        draw(p, head_of(p, place), progress);
        return;
    }
    if (progress->seconds - p->told < EVERY)
        return;
    p->told = progress->seconds;
    cli_event("step_progress", "{s:i, s:s, s:I, s:I, s:f}", "step", (int)place->number, "phase",
              pgp_plain(p->arena, progress->phase), "done", (json_int_t)progress->done, "total",
              (json_int_t)progress->total, "seconds", progress->seconds);
    if (!cli_talks_json())
        cli_say("%s: %s%s after %s", head_of(p, place), *progress->phase ? progress->phase : "at work",
                progress->total
                    ? pgp_printf(p->arena, ", %d %%", (int)(progress->done * 100 / progress->total))
                    : "",
                cli_duration(p->arena, progress->seconds));
}

static void say_blocker(cli_progress *p, const pgp_blocker *blocker) {
    cli_say("  held by pid %d, application \"%s\", open for %s: %s", blocker->pid,
            pgp_plain(p->arena, blocker->application), cli_duration(p->arena, (double)blocker->seconds),
            pgp_plain(p->arena, blocker->query));
}

static void tell_blockers(cli_progress *p, const pgp_place *place, const pgp_blockers *blockers) {
    for (size_t i = 0; i < blockers->count; i++) {
        const pgp_blocker *blocker = &blockers->items[i];
        if (!cli_talks_json())
            say_blocker(p, blocker);
        cli_event("blocked", "{s:i, s:i, s:s, s:I, s:s}", "step", (int)place->number, "pid", blocker->pid,
                  "application", pgp_plain(p->arena, blocker->application), "open_seconds",
                  (json_int_t)blocker->seconds, "query", pgp_plain(p->arena, blocker->query));
    }
}

static void is_blocked(void *argument, const pgp_place *place, const pgp_blockers *blockers) {
    cli_progress *p = argument;
    if (p->is_blocked)
        return;
    p->is_blocked = true;
    wipe(p);
    if (!cli_talks_json())
        cli_say("step %zu waits for others", place->number);
    tell_blockers(p, place, blockers);
}

static void retries(void *argument, const pgp_place *place, const pgp_retry *retry) {
    cli_progress *p = argument;
    wipe(p);
    cli_event("retry", "{s:i, s:i, s:i, s:f, s:s}", "step", (int)place->number, "try", retry->try, "tries",
              retry->tries, "pause", retry->pause, "because", pgp_plain(p->arena, retry->because));
    if (!cli_talks_json())
        cli_say("%s: try %d of %d; again in %.1f s", pgp_plain(p->arena, retry->because), retry->try,
                retry->tries, retry->pause);
}

static void waits(void *argument, const char *holder) {
    cli_progress *p = argument;
    cli_event("waiting", "{s:s}", "for", pgp_plain(p->arena, holder));
    if (!cli_talks_json())
        cli_say("waiting for another pgplumb that is at work on this database: %s",
                pgp_plain(p->arena, holder));
}

pgp_observer cli_observe(pgp_arena *arena, cli_progress *progress) {
    *progress = (cli_progress){.arena = arena, .bar = !cli_talks_json() && isatty(STDERR_FILENO)};
    return (pgp_observer){.starts = starts,
                          .ends = ends,
                          .progresses = progresses,
                          .is_blocked = is_blocked,
                          .retries = retries,
                          .waits = waits,
                          .argument = progress,
                          .stop = cli_catch_signals()};
}
