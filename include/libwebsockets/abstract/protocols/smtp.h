/* SPDX-License-Identifier: MIT */
/*
 * smtp.h: sending mail (LWS_WITH_SMTP)
 *
 * What there is to declare depends on LWS_WITH_SMTP, and a build cannot have
 * that yet.
 */

#if !defined(LIBWEBSOCKETS_ABSTRACT_PROTOCOLS_SMTP_H)
#define LIBWEBSOCKETS_ABSTRACT_PROTOCOLS_SMTP_H



#endif /* LIBWEBSOCKETS_ABSTRACT_PROTOCOLS_SMTP_H */
