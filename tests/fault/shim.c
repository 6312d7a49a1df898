/*
 * Loaded before libpq (LD_PRELOAD): lets the Nth call of a kind go wrong.
 *
 *   FAULT=send:N:before:ACTION   before the Nth statement is sent
 *   FAULT=send:N:after:ACTION    when it was sent and nobody has heard of it yet
 *   FAULT=libpq:N:before:ACTION  before the Nth call of any function of libpq that may fail
 *   FAULT=malloc:N:before:fail   the Nth allocation by pgplumb, jansson, libyaml or libpq fails. libgit2 and libpg_query do not
 *                                survive that: pgplumb makes sure of their memory before, which is an allocation of its own
 *
 * FAULT_STATEMENT=SQL lets only statements of this text count for send.
 *
 * ACTION  kill: SIGKILL to ourselves; cut: the connection ends; fail: the call says so without being made;
 *         end: pg_terminate_backend, in a session of FAULT_URL; run: FAULT_COMMAND
 * FAULT_COUNT=FILE keeps how many calls there were; FAULT_SITES=FILE, a number for each allocation, one line each: the same callers have
 * the same one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unwind.h>

static struct {
    char what[16], when[16], action[16];
    long nth, seen;
} fault;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static void write_count(void) {
    const char *path = getenv("FAULT_COUNT");
    FILE *out = path ? fopen(path, "w") : NULL;
    if (out) {
        fprintf(out, "%ld\n", fault.seen);
        fclose(out);
    }
}

/* -- who allocates ------------------------------------------------------------------------------------------- */

static FILE *sites;

/* So many callers make a site: further up there is only what led to the same work. */
enum { CALLERS = 16 };

struct stack {
    uint64_t digest;
    int left;
};

static _Unwind_Reason_Code add_caller(struct _Unwind_Context *frame, void *argument) {
    struct stack *stack = argument;
    stack->digest = (stack->digest ^ _Unwind_GetIP(frame)) * 1099511628211u;
    return stack->left-- ? _URC_NO_REASON : _URC_END_OF_STACK;
}

static void write_site(void) {
    struct stack stack = {.left = CALLERS};
    _Unwind_Backtrace(add_caller, &stack);
    fprintf(sites, "%llx\n", (unsigned long long)stack.digest);
}

/* Where the code is whose allocations may fail. */
static struct { uintptr_t from, to; } counted[32];
static size_t counted_count;

static int note_object(struct dl_phdr_info *object, size_t size, void *argument) {
    (void)size;
    (void)argument;
    const char *name = object->dlpi_name;
    if (*name && !strstr(name, "/libjansson.") && !strstr(name, "/libyaml") && !strstr(name, "/libpq."))
        return 0;
    for (int i = 0; i < object->dlpi_phnum && counted_count < 32; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
            continue;
        counted[counted_count].from = object->dlpi_addr + part->p_vaddr;
        counted[counted_count++].to = object->dlpi_addr + part->p_vaddr + part->p_memsz;
    }
    return 0;
}

__attribute__((constructor)) static void read_fault(void) {
    dl_iterate_phdr(note_object, NULL);
    const char *text = getenv("FAULT");
    if (text &&
        sscanf(text, "%15[^:]:%ld:%15[^:]:%15s", fault.what, &fault.nth, fault.when, fault.action) == 4)
        atexit(write_count);
    if (getenv("FAULT_SITES"))
        sites = fopen(getenv("FAULT_SITES"), "w");
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void end_session(int backend) {
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d)", backend);
    PGconn *other = PQconnectdb(getenv("FAULT_URL"));
    PGresult *result = REAL(PQexec)(other, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        abort();
    PQclear(result);
    PQfinish(other);
}

static void act(PGconn *connection) {
    if (strcmp(fault.action, "kill") == 0)
        raise(SIGKILL);
    if (strcmp(fault.action, "cut") == 0 && connection && PQsocket(connection) >= 0)
        shutdown(PQsocket(connection), SHUT_RDWR);
    if (strcmp(fault.action, "end") == 0 && connection)
        end_session(PQbackendPID(connection));
    if (strcmp(fault.action, "run") == 0) {
        unsetenv("LD_PRELOAD");
        if (system(getenv("FAULT_COMMAND")) != 0)
            abort();
    }
}

/* true when this call is to fail without being made. */
static int comes(const char *what, const char *when, PGconn *connection) {
    if (strcmp(fault.what, what) != 0 || strcmp(fault.when, when) != 0)
        return 0;
    if (++fault.seen != fault.nth)
        return 0;
    act(connection);
    return strcmp(fault.action, "fail") == 0;
}

static int is_counted(const char *sql) {
    const char *only = getenv("FAULT_STATEMENT");
    return !only || strcmp(only, sql) == 0;
}

static int comes_sent(const char *when, PGconn *connection, const char *sql) {
    return is_counted(sql) && comes("send", when, connection);
}

PGresult *PQexec(PGconn *connection, const char *sql) {
    if (comes_sent("before", connection, sql) || comes("libpq", "before", connection))
        return NULL;
    if (strcmp(fault.what, "send") == 0 && strcmp(fault.when, "after") == 0 && is_counted(sql) &&
        fault.seen + 1 == fault.nth) {
        fault.seen++;
        REAL(PQsendQuery)(connection, sql);
        act(connection);
        PGresult *last = NULL, *next;
        while ((next = PQgetResult(connection))) {
            PQclear(last);
            last = next;
        }
        return last;
    }
    comes_sent("after", connection, sql);
    return REAL(PQexec)(connection, sql);
}

int PQsendQueryParams(PGconn *connection, const char *sql, int count, const Oid *types,
                      const char *const *values, const int *lengths, const int *formats, int format) {
    if (comes_sent("before", connection, sql) || comes("libpq", "before", connection))
        return 0;
    int sent = REAL(PQsendQueryParams)(connection, sql, count, types, values, lengths, formats, format);
    PQflush(connection);
    comes_sent("after", connection, sql);
    return sent;
}

#define FAILS(type, name, parameters, arguments, connection, failure) \
    type name parameters {                                            \
        if (comes("libpq", "before", connection))                     \
            return failure;                                           \
        return REAL(name) arguments;                                  \
    }

/* NULL would be the end of the answer, which no failure looks like. */
FAILS(PGresult *, PQgetResult, (PGconn * c), (c), c, PQmakeEmptyPGresult(c, PGRES_FATAL_ERROR))
FAILS(int, PQsendQuery, (PGconn * c, const char *sql), (c, sql), c, 0)
FAILS(int, PQconsumeInput, (PGconn * c), (c), c, 0)
FAILS(int, PQflush, (PGconn * c), (c), c, -1)
FAILS(int, PQenterPipelineMode, (PGconn * c), (c), c, 0)
FAILS(int, PQexitPipelineMode, (PGconn * c), (c), c, 0)
FAILS(int, PQpipelineSync, (PGconn * c), (c), c, 0)
FAILS(int, PQsendFlushRequest, (PGconn * c), (c), c, 0)
FAILS(int, PQsetSingleRowMode, (PGconn * c), (c), c, 0)
FAILS(PostgresPollingStatusType, PQconnectPoll, (PGconn * c), (c), c, PGRES_POLLING_FAILED)
FAILS(PGconn *, PQconnectStartParams, (const char *const *k, const char *const *v, int e), (k, v, e), NULL,
      NULL)

static int lacks_memory(uintptr_t caller) {
    for (size_t i = 0; fault.what[0] == 'm' && i < counted_count; i++)
        if (caller >= counted[i].from && caller < counted[i].to) {
            if (sites)
                write_site();
            return ++fault.seen == fault.nth;
        }
    return 0;
}

#define CALLER ((uintptr_t)__builtin_return_address(0))

void *malloc(size_t size) {
    return lacks_memory(CALLER) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return lacks_memory(CALLER) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    return lacks_memory(CALLER) ? NULL : __libc_realloc(old, size);
}
