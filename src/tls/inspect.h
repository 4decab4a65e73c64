/* What is wrong or unwise in what qkarma-tlsd is to serve with, for those who
   mend it: `qkarma-tlsd -c'. */

#ifndef TLS_INSPECT_H
#define TLS_INSPECT_H

/* Read control/tls and the certificates below `home`, which becomes the working
   directory, and write what is found to standard output: lines that begin with
   `error: ', `warning: ' or `info: '. `host' is what the servers call
   themselves, 0 if that is not known. Returns how many errors there are;
   or -1 (errno): nothing could be looked at. */
int inspect(int home, char const *host);

#endif
