/*
 * Libraries that are loaded when they are needed: what few runs use costs the others no memory.
 */
#ifndef PGP_BASE_LIBRARY_H
#define PGP_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* Fills `table`, a struct of pointers to the functions of these names, in their order. false: the library is not installed, or lacks
 * one of them. */
bool pgp_library_load(const char *file, const char *const *names, size_t count, void *table);

#endif
