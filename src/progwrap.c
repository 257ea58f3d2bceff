/* progwrap: the supervisor's main. Everything but `run` is the engine's. */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	execv(LIBEXECDIR "/progwrap-engine", argv);
	perror("progwrap: cannot run " LIBEXECDIR "/progwrap-engine");
	return 125;
}
