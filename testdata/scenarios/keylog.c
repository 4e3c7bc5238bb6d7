/* Preloaded into a SIP stack that uses OpenSSL, has it write the secrets of its TLS connections to
   the file that SSLKEYLOGFILE names: no stack of the captures does so by itself. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static void log_line(const void *ssl, const char *line)
{
	FILE *f = fopen(getenv("SSLKEYLOGFILE"), "a");
	(void)ssl;
	if (f) {
		fprintf(f, "%s\n", line);
		fclose(f);
	}
}

void *SSL_new(void *ctx)
{
	void *(*next)(void *) = (void *(*)(void *))dlsym(RTLD_NEXT, "SSL_new");
	void (*set)(void *, void (*)(const void *, const char *)) =
		(void (*)(void *, void (*)(const void *, const char *)))dlsym(RTLD_NEXT, "SSL_CTX_set_keylog_callback");

	set(ctx, log_line);
	return next(ctx);
}
