/* The command line as the jobs table may hold it: values that look like secrets are replaced by "***". */
#pragma once

#include "base/strbuf.h"

/* Appends argv (NULL-terminated) as a JSON array. Hidden are: the value of an option whose name holds
 * password, passwd, secret, token, api-key or credential (--token=x, --token x, TOKEN=x), and the password in
 * scheme://user:password@host. */
void redact_argv(struct strbuf *json, char *const *argv);
