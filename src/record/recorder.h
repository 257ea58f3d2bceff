/* The recorder: reads the ring that the supervisor fills, and keeps the job's row true in the store. Runs as
 * a process of its own (`progwrap-engine record`) with the descriptors of base/wire.h; whatever happens to
 * it, the command goes on. */
#pragma once

/* Returns the exit status: 0 the final row is where it has to be (or nothing more can be done for it), 125
 * the settings can't be used (a restart would not help), 1 the machine said no (a restart may help). */
int recorder_run(void);
