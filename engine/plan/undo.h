/*
 * What takes a step back where nothing is lost by it.
 */
#ifndef PGP_PLAN_UNDO_H
#define PGP_PLAN_UNDO_H

#include "plan/emit.h"

/* Fills pgp_step.undo of steps whose kinds left it open, after all steps are there. */
void pgp_fill_undo(pgp_emitter *emitter);

#endif
