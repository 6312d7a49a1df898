#define _GNU_SOURCE /* dl_iterate_phdr */
#include "program.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>

typedef struct search {
    pgp_text *out;
    size_t objects; /* seen */
    bool own;       /* the program has one: it is the first object */
} search;

static size_t aligned(size_t size) {
    return (size + 3) & ~(size_t)3;
}

/* The note that the linker leaves (--build-id): a header, its name "GNU", the bytes. */
static bool add_note(pgp_text *out, const char *at, size_t size) {
    ElfW(Nhdr) note;
    while (size >= sizeof note) {
        memcpy(&note, at, sizeof note);
        size_t whole = sizeof note + aligned(note.n_namesz) + aligned(note.n_descsz);
        const char *name = at + sizeof note, *bytes = name + aligned(note.n_namesz);
        if (whole > size)
            return false;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof "GNU" &&
            memcmp(name, "GNU", sizeof "GNU") == 0) {
            pgp_text_addn(out, bytes, note.n_descsz);
            return true;
        }
        at += whole;
        size -= whole;
    }
    return false;
}

static int add_object(struct dl_phdr_info *object, size_t size, void *argument) {
    search *s = argument;
    bool found = false;
    (void)size;
    for (size_t i = 0; i < object->dlpi_phnum && !found; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        const char *start = (const char *)(uintptr_t)(object->dlpi_addr + part->p_vaddr);
        found = part->p_type == PT_NOTE && add_note(s->out, start, part->p_memsz);
    }
    s->own |= found && !s->objects++;
    return 0;
}

bool cli_add_program(pgp_text *out) {
    search s = {.out = out};
    dl_iterate_phdr(add_object, &s);
    return s.own;
}
