#include "execute/retry.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* Lock timeout, deadlock, serialization: the next try may get what this one did not. */
static bool is_about_locks(const pgp_error *error) {
    static const char *const states[] = {"55P03", "40P01", "40001"};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (error->sqlstate && strcmp(error->sqlstate, states[i]) == 0)
            return true;
    return false;
}

/* From 0.5 to 1: many who were turned away together shall not come back together. */
static double jitter(void) {
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    unsigned long mixed = ((unsigned long)moment.tv_nsec + (unsigned long)getpid()) * 2654435761UL;
    return 0.5 + (double)(mixed >> 7 & 0xffff) / 0x1ffff;
}

/* 0.2 s, doubled each time, at most 10 s. */
static double pause_after(int try) {
    double pause = 0.2 * (double)(1 << (try < 7 ? try - 1 : 6));
    return (pause < 10 ? pause : 10) * jitter();
}

/* Ends early when pgplumb is asked to stop. */
static void wait_for(const pgp_session *session, double seconds) {
    const struct timespec slice = {.tv_nsec = 50000000L};
    for (double left = seconds; left > 0 && !pgp_session_stops(session); left -= 0.05)
        nanosleep(&slice, NULL);
}

/* Who held the lock, as last seen; a blocker that came and went between two looks was not. */
static pgp_status give_up(pgp_session *session, int tries) {
    pgp_context *context = session->context;
    const pgp_blocker *first = session->blockers.items;
    if (tries > 1)
        context->error.message = pgp_printf(context->arena, "%s, %d times", context->error.message, tries);
    if (!session->blockers.count)
        return context->error.status;
    return pgp_hint(context, "It was held by pid %d, application \"%s\", open for %lld s: %s", first->pid,
                    first->application, (long long)first->seconds, first->query);
}

pgp_status pgp_retry_locks(pgp_session *session, const pgp_place *place,
                           pgp_status (*attempt)(void *, const void *), void *argument, const void *what) {
    const pgp_observer *observer = session->observer;
    for (int try = 1;; try++) {
        pgp_status status = attempt(argument, what);
        const pgp_error *error = &session->context->error;
        if (status == PGP_OK || !is_about_locks(error) || pgp_session_is_lost(session))
            return status;
        if (pgp_session_stops(session))
            return pgp_session_check_stop(session);
        if (try >= session->how->lock_tries)
            return give_up(session, try);
        pgp_retry retry = {.try = try,
                           .tries = session->how->lock_tries,
                           .pause = pause_after(try),
                           .because = error->message,
                           .blockers = session->blockers};
        if (observer->retries)
            observer->retries(observer->argument, place, &retry);
        wait_for(session, retry.pause);
    }
}
