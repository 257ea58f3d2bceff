/* src/store/schema.sql as a string, made at build time. */
#pragma once

extern const char schema_sql[];
