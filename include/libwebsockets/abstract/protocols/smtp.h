/* SPDX-License-Identifier: MIT */
/* abstract/protocols/smtp.h */

#if !defined(LWS_ABSTRACT_PROTOCOLS_SMTP_H)
#define LWS_ABSTRACT_PROTOCOLS_SMTP_H



#endif /* LWS_ABSTRACT_PROTOCOLS_SMTP_H */
