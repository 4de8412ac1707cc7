/* SPDX-License-Identifier: MIT */
/*
 * What tests.c and tests-os.c have between them.
 */
#ifndef LWS_API_TESTS_OS_H
#define LWS_API_TESTS_OS_H

/* starts sockets and the watchdog */
void t_os_begin(const char *name, unsigned int seconds);
/* what t_sock_closed_port() says from now on */
void t_os_reserve_port(void);
/* the name given to t_case(), for the watchdog's message */
const char *t_case_name(void);

#endif
