# PW_WARNINGS(FLAGS): keeps in PW_CFLAGS each flag that the compiler knows.
AC_DEFUN([PW_WARNINGS], [
pw_saved_cflags=$CFLAGS
for pw_flag in $1; do
    AC_MSG_CHECKING([whether $CC accepts $pw_flag])
    CFLAGS="$pw_saved_cflags -Werror $pw_flag"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([])],
        [AC_MSG_RESULT([yes]); PW_CFLAGS="$PW_CFLAGS $pw_flag"],
        [AC_MSG_RESULT([no])])
done
CFLAGS=$pw_saved_cflags
])
