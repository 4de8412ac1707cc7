/* SPDX-License-Identifier: MIT */
/*
 * The face of lib/plat: everything that the library asks of the operating
 * system.  lib/plat/unix and lib/plat/windows each implement all of it, in
 * files of the same names (unix-sockets.c beside windows-sockets.c, ...).
 *
 * This layer is below the library's allocator and its logs: it allocates with
 * malloc(), it never logs, and it reports by return value.  Unless it says
 * otherwise, a function may be called from any thread, and returns 0 for
 * success and LWS_PLAT_ERROR with the reason in lws_plat_socket_errno().
 */
#if !defined(LWS_PRIVATE_LIB_PLAT_H)
#define LWS_PRIVATE_LIB_PLAT_H

#include <libwebsockets.h>

#if defined(_WIN32)
#include "windows/private-lib-plat-windows.h"
#else
#include "unix/private-lib-plat-unix.h"
#endif
/*
 * These two define, with operations that are inline functions:
 *
 *	lws_plat_mutex_t	storage of a mutex (not recursive)
 *	lws_plat_cond_t		storage of a condition variable
 *	lws_plat_thread_t	storage of a thread handle
 *	lws_plat_atomic_t	an int
 *
 *	int lws_plat_atomic_get(lws_plat_atomic_t *a);
 *	void lws_plat_atomic_set(lws_plat_atomic_t *a, int v);
 *	int lws_plat_atomic_exchange(lws_plat_atomic_t *a, int v);
 *	int lws_plat_atomic_add(lws_plat_atomic_t *a, int v);
 *
 * exchange and add return the value from before.  All of them are
 * sequentially consistent.
 */

/*
 * Results of the calls below that move data or wait for something.  Positive
 * results and 0 are what the call says they are.
 */
#define LWS_PLAT_ERROR	(-1)	/* failed: lws_plat_socket_errno() says why */
#define LWS_PLAT_AGAIN	(-2)	/* not now: poll for it and call again */
#define LWS_PLAT_LIMIT	(-3)	/* out of descriptors or memory: it would fail
				 * again at once, so pause, do not just poll */
#define LWS_PLAT_UNSUPPORTED (-4) /* this system, or this descriptor, has no
				 * such thing: do without */

/*
 * Process
 */

/*
 * Counted: each lws_plat_init() that returned 0 is undone by one
 * lws_plat_deinit().  Windows: starts Winsock.  Unix: has SIGPIPE ignored, if
 * the application left it at its default.
 */
int
lws_plat_init(void);

void
lws_plat_deinit(void);

/* How many descriptors this process may have open, at most INT_MAX */
unsigned int
lws_plat_max_fds(void);

/* Makes that n, where the system has such a limit.  Nonzero: it refuses */
int
lws_plat_set_max_fds(unsigned int n);

/* The process id, and a value that no other live thread has */
unsigned long
lws_plat_pid(void);

uintptr_t
lws_plat_thread_id(void);

/* This machine's own name, cut to len and always terminated */
int
lws_plat_hostname(char *buf, size_t len);

/* Hands one log line at one LLL_ level to the system log (Windows: the
 * debugger and stderr) */
void
lws_plat_syslog(int level, const char *line);

/*
 * Numbers for these names, where they are not NULL; with a user and no group
 * (*gid 0 or -1) the user's own one.  Returns NULL, or the name that nobody
 * has here.
 */
const char *
lws_plat_identity_find(const char *user, const char *group, uid_t *uid,
		       gid_t *gid);

/*
 * Gives up what this process was, for good: becomes uid with his groups, and
 * gid, keeping the capabilities (Linux) in caps.  0 and -1 mean: as it is.
 * Returns NULL, or what could not be changed.
 */
const char *
lws_plat_identity_take(uid_t uid, gid_t gid, const int *caps,
		       unsigned int count_caps);

/*
 * As lws_daemonize().  Returns NULL in the child, or why not; the parent does
 * not return.
 */
const char *
lws_plat_daemonize(const char *lock_path);

/*
 * Time
 */

/* Microseconds from some fixed point; never goes back */
lws_usec_t
lws_plat_monotonic_us(void);

/* Microseconds since 1970-01-01 UTC; may be stepped by the administrator */
lws_usec_t
lws_plat_wallclock_us(void);

/*
 * How long the calling thread has run, to measure what something costs: where
 * the system does not count that in microseconds (Windows), the monotonic
 * clock.
 */
lws_usec_t
lws_plat_thread_us(void);

/* Thread-safe break-down of a time; returns 0, or -1 for an impossible one */
int
lws_plat_localtime(time_t t, struct tm *tm);

int
lws_plat_gmtime(time_t t, struct tm *tm);

/*
 * Random
 */

/*
 * Fills buf from the system's cryptographic generator.  Returns 0, or
 * LWS_PLAT_ERROR without random in buf; never a partial fill.
 */
int
lws_plat_random(void *buf, size_t len);

/*
 * Sockets.  lws_sockfd_type, LWS_SOCK_INVALID when there is none.
 */

/* Non-blocking and not inherited by child processes, from birth */
lws_sockfd_type
lws_plat_socket(int af, int type, int protocol);

void
lws_plat_socket_close(lws_sockfd_type fd);

/* For descriptors that the application made: non-blocking, not inherited */
int
lws_plat_set_nonblocking(lws_sockfd_type fd);

/* Is it a socket at all? (0: no; 1: yes) */
int
lws_plat_is_socket(lws_sockfd_type fd);

/* The error of the calling thread's last failed lws_plat_ socket call */
int
lws_plat_socket_errno(void);

/*
 * The text for such an error, with its symbolic name: "Connection refused
 * (ECONNREFUSED)"; for a number that it does not know, "error 1234".  Always
 * writes a terminated string when len is not 0, and returns buf.
 */
const char *
lws_plat_strerror(int err, char *buf, size_t len);

/* What kind of failure such an error of a connection is */
enum lws_client_cause
lws_plat_cause(int err);

int
lws_plat_set_nodelay(lws_sockfd_type fd, int on);

/*
 * ka_time seconds of silence until the first of ka_probes probes, which
 * follow each other after ka_interval seconds.  ka_time 0 switches it off; a
 * 0 in the others leaves the system's default.
 */
int
lws_plat_set_keepalive(lws_sockfd_type fd, int ka_time, int ka_probes,
		       int ka_interval);

/*
 * For a listener: may bind although connections of an earlier listener on that
 * port are in TIME_WAIT, and nobody else can bind beside it (Windows:
 * SO_EXCLUSIVEADDRUSE).
 */
int
lws_plat_set_reuseaddr(lws_sockfd_type fd);

/* Several listeners may share the port, the system spreads the connections */
int
lws_plat_set_reuseport(lws_sockfd_type fd);

int
lws_plat_set_v6only(lws_sockfd_type fd, int on);

/* For datagrams: may send to broadcast addresses */
int
lws_plat_set_broadcast(lws_sockfd_type fd);

/*
 * For datagrams: that one of them found nobody is not to be said in place of
 * the next that is received.  Windows keeps an error for each of them; Unix
 * forgets all but the last, and this does nothing there.
 */
void
lws_plat_udp_without_news(lws_sockfd_type fd);

/* A hint, success where the system has no such thing */
int
lws_plat_set_fastopen(lws_sockfd_type fd, int queue);

/* The IP type of service / traffic class byte; the send queue priority */
int
lws_plat_set_tos(lws_sockfd_type fd, int af, int tos);

int
lws_plat_set_priority(lws_sockfd_type fd, int priority);

/* Traffic only through this interface (Linux; elsewhere LWS_PLAT_ERROR) */
int
lws_plat_bind_to_device(lws_sockfd_type fd, const char *ifname);

/*
 * The address of a network interface, by its name (Windows: adapter name or
 * "friendly" name, in UTF-8).  af is AF_INET or AF_INET6.  The port in sa is
 * 0.  Returns an LWS_ITOSA_ value: USABLE; NOT_USABLE when the interface is
 * down or without an address of that family; NOT_EXIST.
 */
int
lws_plat_interface_address(int af, const char *ifname,
			   struct sockaddr_storage *sa);

/* Its index, as in the zone of a link-local address; 0: there is none */
unsigned int
lws_plat_interface_index(const char *ifname);

/*
 * The address of a Unix domain socket; '@' as the first character means
 * Linux's abstract names.  Returns the length of the address, or
 * LWS_PLAT_ERROR: too long, or no such sockets here (Windows).
 */
int
lws_plat_unix_address(const char *path, struct sockaddr_storage *sa);

/* Removes the socket file at path if that is what it is (a stale listener) */
int
lws_plat_unix_unlink(const char *path);

/* Gives a socket file to "user:group" and mode 0660 */
int
lws_plat_unix_chown(const char *path, const char *user_colon_group);

int
lws_plat_bind(lws_sockfd_type fd, const struct sockaddr *sa, int salen);

int
lws_plat_listen(lws_sockfd_type fd, int backlog);

/*
 * Takes one waiting connection: 0 with *out and, if sa is not NULL, the
 * peer's address (*salen: room in, length out).  LWS_PLAT_AGAIN also when a
 * waiting connection went away by itself; LWS_PLAT_LIMIT when descriptors or
 * memory have run out (the connection keeps waiting, and poll keeps saying
 * so).  *out is non-blocking and not inherited.
 */
int
lws_plat_accept(lws_sockfd_type fd, lws_sockfd_type *out,
		struct sockaddr *sa, int *salen);

/*
 * Connecting
 */

enum lws_plat_connect {
	LWS_PLAT_CONNECT_DONE,
	LWS_PLAT_CONNECT_PENDING,
	LWS_PLAT_CONNECT_FAILED,	/* *err has the reason */
};

/* Begins to connect; never waits.  Call lws_plat_connect_watch_add() first. */
enum lws_plat_connect
lws_plat_connect(lws_sockfd_type fd, const struct sockaddr *sa, int salen,
		 int *err);

/*
 * What became of a connect that was pending: does not rely on what poll said.
 * A failure is reported by the first call that sees it; later calls may not
 * know the reason any more.
 */
enum lws_plat_connect
lws_plat_connect_result(lws_sockfd_type fd, int *err);

/*
 * Moving data.  Return the number of bytes, LWS_PLAT_AGAIN or LWS_PLAT_ERROR.
 * No call raises SIGPIPE.  lengths beyond INT_MAX are cut to that.
 */

/* 0: the peer has finished sending.  An interrupted call is LWS_PLAT_AGAIN. */
int
lws_plat_recv(lws_sockfd_type fd, void *buf, size_t len);

int
lws_plat_send(lws_sockfd_type fd, const void *buf, size_t len);

/* The same for what the system may hold back for a moment, because more comes
 * right behind it: they can share a segment */
int
lws_plat_send_more(lws_sockfd_type fd, const void *buf, size_t len);

/* Datagrams: *salen is room in, length out */
int
lws_plat_recvfrom(lws_sockfd_type fd, void *buf, size_t len,
		  struct sockaddr *sa, int *salen);

int
lws_plat_sendto(lws_sockfd_type fd, const void *buf, size_t len,
		const struct sockaddr *sa, int salen);

/* Several pieces as one send; pieces after the first LWS_PLAT_IOV_MAX wait */
#define LWS_PLAT_IOV_MAX	32

struct lws_plat_iov {
	const void	*base;
	size_t		len;
};

int
lws_plat_sendv(lws_sockfd_type fd, const struct lws_plat_iov *iov,
	       unsigned int count);

/*
 * Up to len bytes of a regular file, from pos on, without a copy of them in
 * this process.  The file's own position stays where it is.  0: the file ends
 * at or before pos.  LWS_PLAT_UNSUPPORTED where it would have to wait for the
 * peer (Windows).
 */
int
lws_plat_sendfile(lws_sockfd_type fd, lws_filefd_type file, lws_filepos_t pos,
		  size_t len);

/* How many bytes could be read now without waiting; -1 if unknown */
int
lws_plat_recv_pending(lws_sockfd_type fd);

/* We send no more; the peer sees our end of the stream */
int
lws_plat_shutdown_write(lws_sockfd_type fd);

/*
 * Descriptors that are no sockets (pipes, ttys, devices), for raw-file.  Same
 * results as recv and send.  Windows can wait for none of them beside sockets:
 * there set_nonblocking always fails, and so does their adoption.
 */
int
lws_plat_fd_set_nonblocking(lws_filefd_type fd);

int
lws_plat_fd_read(lws_filefd_type fd, void *buf, size_t len);

int
lws_plat_fd_write(lws_filefd_type fd, const void *buf, size_t len);

void
lws_plat_fd_close(lws_filefd_type fd);

/*
 * Poll
 */

/*
 * Waits until one of the n descriptors has an event, at most timeout_us
 * (negative: for ever), rounded up to what the system can wait for: when it
 * returns 0 the time has passed, or the call was interrupted.  Otherwise the
 * number of descriptors with revents; LWS_PLAT_ERROR.  Only LWS_POLLIN and
 * LWS_POLLOUT may be asked for in events; other bits are removed from it.
 * POLLNVAL stands in revents for a descriptor that is none.
 */
int
lws_plat_poll(struct lws_pollfd *fds, unsigned int n, lws_usec_t timeout_us);

/* Bits of revents that mean "closed or failed": POLLHUP, POLLERR, POLLNVAL */
#define LWS_PLAT_POLL_GONE	(POLLHUP | POLLERR | POLLNVAL)

/*
 * Wakeup of a thread that waits in poll
 */

struct lws_plat_wake {
	lws_sockfd_type		fd;	/* poll this for LWS_POLLIN */
	lws_sockfd_type		fd_tx;
	lws_plat_atomic_t	signalled;
	int			created;
};

int
lws_plat_wake_create(struct lws_plat_wake *w);

/*
 * Any thread, also a signal handler on Unix.  Signals that come before the
 * next drain are one.  Fails only if the descriptor is broken.
 */
int
lws_plat_wake_signal(struct lws_plat_wake *w);

/*
 * The polling thread, when fd is readable (harmless otherwise), BEFORE it
 * looks at what the signalling threads have left for it: all that was written
 * before a signal that this drain swallowed is then visible.
 */
void
lws_plat_wake_drain(struct lws_plat_wake *w);

/* Nobody may be in signal any more.  Fine for a zeroed or failed one. */
void
lws_plat_wake_destroy(struct lws_plat_wake *w);

/*
 * News of routes and addresses, on Linux only (LWS_WITH_NETLINK).
 */
enum lws_plat_net_news {
	LWS_PLAT_NET_NOTHING,		/* nothing of interest */
	LWS_PLAT_NET_ROUTE_NEW,
	LWS_PLAT_NET_ROUTE_GONE,
	LWS_PLAT_NET_GATEWAY_NEW,	/* a route to anywhere */
	LWS_PLAT_NET_GATEWAY_GONE,
	LWS_PLAT_NET_ADDRESS_GONE
};

/* A socket on which they come, those that exist first; or LWS_SOCK_INVALID */
lws_sockfd_type
lws_plat_netlink_open(void);

/*
 * Bytes of whole messages; 0: some were lost; LWS_PLAT_UNSUPPORTED: they were
 * not the kernel's, go on; LWS_PLAT_AGAIN; LWS_PLAT_ERROR
 */
int
lws_plat_netlink_read(lws_sockfd_type fd, uint8_t *buf, size_t len);

/*
 * The first message of those in buf.  How many bytes it has; 0: there is no
 * whole one.
 */
size_t
lws_plat_netlink_parse(const uint8_t *buf, size_t len,
		       enum lws_plat_net_news *news);

/*
 * 1: nothing that is sent on this connected TCP socket arrives any more, as its
 * address is no longer ours or no route leads to its peer.  0 if in doubt.
 */
int
lws_plat_route_is_gone(lws_sockfd_type fd);

/*
 * Hearing of failed connects.
 *
 * WSAPoll() before Windows 10 2004 never reports a connect that failed.  So
 * each service thread has one of these: the system signals it when any of the
 * watched connects has an outcome, it signals the thread's wakeup, and the
 * thread, when lws_plat_connect_watch_take() says 1, asks
 * lws_plat_connect_result() once for each of its pending connects.  On Unix
 * all this does nothing and take always says 0: poll reports it.
 */
struct lws_plat_connect_watch;

/* *pcw may be NULL on Unix after success */
int
lws_plat_connect_watch_create(struct lws_plat_connect_watch **pcw,
			      struct lws_plat_wake *wake);

void
lws_plat_connect_watch_destroy(struct lws_plat_connect_watch **pcw);

/* Before lws_plat_connect() */
int
lws_plat_connect_watch_add(struct lws_plat_connect_watch *cw,
			   lws_sockfd_type fd);

/* After the outcome is known, before other use of fd or its close */
void
lws_plat_connect_watch_del(struct lws_plat_connect_watch *cw,
			   lws_sockfd_type fd);

/* 1 when some watched connect had an outcome since the last call */
int
lws_plat_connect_watch_take(struct lws_plat_connect_watch *cw);

/*
 * Threads.  New threads have all signals blocked (Unix), so that the
 * application's handlers run in the application's own threads.
 */

typedef void (*lws_plat_thread_fn)(void *arg);

int
lws_plat_thread_create(lws_plat_thread_t *t, lws_plat_thread_fn fn, void *arg);

/* Waits until it has returned.  Each thread is joined or detached once. */
void
lws_plat_thread_join(lws_plat_thread_t *t);

void
lws_plat_thread_detach(lws_plat_thread_t *t);

int
lws_plat_mutex_init(lws_plat_mutex_t *m);

void
lws_plat_mutex_destroy(lws_plat_mutex_t *m);

void
lws_plat_mutex_lock(lws_plat_mutex_t *m);

void
lws_plat_mutex_unlock(lws_plat_mutex_t *m);

int
lws_plat_cond_init(lws_plat_cond_t *c);

void
lws_plat_cond_destroy(lws_plat_cond_t *c);

/* Wakeups without cause are possible.  us negative: for ever.  Returns 0, or
 * 1 when the time ran out. */
int
lws_plat_cond_wait(lws_plat_cond_t *c, lws_plat_mutex_t *m, lws_usec_t us);

void
lws_plat_cond_signal(lws_plat_cond_t *c);

void
lws_plat_cond_broadcast(lws_plat_cond_t *c);

/*
 * Files.  Paths are UTF-8 on both systems.  The public functions
 * _lws_plat_file_open(), _close(), _seek_cur(), _read(), _write(),
 * lws_plat_read_file(), lws_plat_write_file(), lws_open() and
 * lws_plat_recommended_rsa_bits() live here too (lws-vfs.h, lws-purify.h,
 * lws-misc.h).
 */

/* 0 with size and modification time of a regular file; LWS_PLAT_ERROR */
int
lws_plat_file_stat(const char *path, lws_filepos_t *size, time_t *mtime);

/*
 * Certificates, in DER, of those who sign for others in the eyes of the
 * operating system, if it keeps them itself (Windows: the ROOT store).  Where
 * they are files that OpenSSL finds (Unix) there are none.  How many there were.
 */
unsigned int
lws_plat_foreach_root_cert(void (*cb)(void *arg, const void *der, size_t len),
			   void *arg);

enum lws_plat_file_kind {
	LWS_PLAT_FILE_NONE,	/* or it cannot be looked at */
	LWS_PLAT_FILE_REGULAR,
	LWS_PLAT_FILE_DIRECTORY,
	LWS_PLAT_FILE_OTHER	/* a device, a pipe, a socket */
};

/* What a path leads to (links are followed), and what a descriptor is */
enum lws_plat_file_kind
lws_plat_file_kind(const char *path);

enum lws_plat_file_kind
lws_plat_fd_kind(lws_filefd_type fd);

/* Nonzero: Windows decides what a file name means: case does not matter, and
 * there are devices, drives, streams and short names */
int
lws_plat_windows_names(void);

/*
 * Reads a whole directory, without "." and "..": cb once for each entry, in the
 * system's order.  Nonzero from cb ends it.  Returns what cb said last, or
 * LWS_PLAT_ERROR when the directory cannot be read to its end.
 */
int
lws_plat_dir_read(const char *path,
		  int (*cb)(void *arg, const char *name,
			    lws_dir_obj_type_t type),
		  void *arg);

/*
 * Shared objects that are loaded while the program runs
 */

/* NULL: it cannot be loaded, and why says the reason */
void *
lws_plat_module_open(const char *path, char *why, size_t len);

/* The address of what it exports under that name, or NULL */
void *
lws_plat_module_symbol(void *module, const char *name);

void
lws_plat_module_close(void *module);

/* How the names of their files end: ".so", ".dll" */
const char *
lws_plat_module_suffix(void);

/* The folder that this library, or the program that it is part of, is in */
int
lws_plat_module_own_folder(char *path, size_t len);

/*
 * Processes, on Unix only, with LWS_WITH_CGI.
 *
 * Runs argv[0] in the folder dir (NULL: the current one) with its standard
 * streams as pipes; out has our ends of stdin, stdout and stderr, which do not
 * block.  It leads a process group of its own, and has no other descriptor of
 * ours.  That the program cannot be executed shows as exit code 127.
 */
int
lws_plat_spawn(const char *dir, const char * const *argv, char **env,
	       lws_filefd_type out[3], int *pid);

/* 1: it has ended, and *status says how; 0: it runs.  SIGCHLD is not touched. */
int
lws_plat_reap(int pid, int wait, int *status);

/* Asks it, and its group, to end; hard: ends it */
void
lws_plat_kill(int pid, int hard);

/* Its exit code, or 128 and the signal that has ended it */
int
lws_plat_exit_code(int status);

/* The file `from` becomes `to`, in place of the one that is there */
int
lws_plat_path_replace(const char *from, const char *to);

/* Removes one file, link (not what it leads to) or empty directory */
int
lws_plat_path_remove(const char *path);

#endif
