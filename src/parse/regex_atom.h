/* The smallest parts of a regex: a character, an escape, a class. */
#pragma once

#include "parse/regex_part.h"

#include <stdbool.h>
#include <stddef.h>

/* Moves behind the next `stop`. False: there is none, and *at is at the end. */
bool regex_atom_skip(const char **at, char stop);
/* "[:alpha:]" inside a class: how long it is, with its brackets; 0: it is none. */
size_t regex_atom_posix_length(const char *at);

/* These move behind what they read. False: they don't understand it, and nothing is known of the regex. */
bool regex_atom_escape(const char **at, struct regex_part *part); /* behind the backslash */
bool regex_atom_class(const char **at, struct regex_part *part);  /* behind the '[' */
/* At a character that stands for itself. */
void regex_atom_character(const char **at, struct regex_part *part);
