/*
 * The clock that only goes forward.
 */
#ifndef PGP_BASE_CLOCK_H
#define PGP_BASE_CLOCK_H

/* Seconds since some moment. */
double pgp_seconds(void);

#endif
