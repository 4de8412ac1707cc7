/* SPDX-License-Identifier: MIT */
/*
 * header-alone.c: <libwebsockets.h> on its own, in C and in C++
 *
 * That this compiles, without warnings and before anything else is included, is
 * most of the test. What runs are the functions that live in the headers; the
 * library is not linked.
 */

#include <libwebsockets.h>
#include <stdio.h>

struct item {
	int		value;
	lws_dll2_t	list;
	struct item	*next;
};

static int bad;

static void
expect(const char *what, long got, long wanted)
{
	if (got == wanted)
		return;

	printf("%s: is %ld, expected %ld\n", what, got, wanted);
	bad = 1;
}

static void
test_lists(void)
{
	struct item items[3], *head = NULL, *absent = &items[2];
	lws_dll2_owner_t owner;
	int n, sum = 0;

	memset(items, 0, sizeof(items));
	memset(&owner, 0, sizeof(owner));
	for (n = 0; n < 2; n++) {
		items[n].value = n + 1;
		lws_ll_fwd_insert((&items[n]), next, head);
	}
	lws_start_foreach_ll(struct item *, i, head) {
		sum += i->value;
	} lws_end_foreach_ll(i, next);
	expect("sum over a list", sum, 3);

	lws_ll_fwd_remove(struct item, next, absent, head);
	expect("head after removing what is not there", head == &items[1], 1);
	lws_ll_fwd_remove(struct item, next, &items[1], head);
	expect("head after a removal", head == &items[0], 1);
	expect("end after a removal", head->next == NULL, 1);

	expect("list of a detached node",
	       lws_dll2_owner(&items[0].list) == NULL, 1);
	owner.head = &items[0].list;
	owner.tail = &items[1].list;
	items[0].list.next = &items[1].list;
	items[0].list.owner = &owner;
	expect("list of a node", lws_dll2_owner(&items[0].list) == &owner, 1);
	expect("head", lws_dll2_get_head(&owner) == &items[0].list, 1);
	expect("tail", lws_dll2_get_tail(&owner) == &items[1].list, 1);

	sum = 0;
	lws_start_foreach_dll(struct lws_dll2 *, d, owner.head) {
		sum += lws_container_of(d, struct item, list)->value;
	} lws_end_foreach_dll(d);
	expect("sum over a doubly linked list", sum, 3);
}

static void
test_flags(void)
{
	expect("whole message", lws_write_ws_flags(LWS_WRITE_TEXT, 1, 1),
	       LWS_WRITE_TEXT);
	expect("first fragment", lws_write_ws_flags(LWS_WRITE_BINARY, 1, 0),
	       (int)LWS_WRITE_BINARY | (int)LWS_WRITE_NO_FIN);
	expect("middle fragment", lws_write_ws_flags(LWS_WRITE_TEXT, 0, 0),
	       (int)LWS_WRITE_CONTINUATION | (int)LWS_WRITE_NO_FIN);
	expect("last fragment", lws_write_ws_flags(LWS_WRITE_TEXT, 0, 1),
	       LWS_WRITE_CONTINUATION);
}

int main(void)
{
	union {
		uint32_t	word;
		uint8_t		byte[4];
	} probe;

	probe.word = 1;
	expect("big-endian", !!lws_is_be(), probe.byte[3] == 1);
	expect("padding", LWS_PRE >= 10 && LWS_PRE % sizeof(void *) == 0, 1);
	test_lists();
	test_flags();
#if defined(LWS_WITH_FILE_OPS)
	{
		lws_fop_fd_t none = NULL;

		expect("closing no file", lws_vfs_file_close(&none), 0);
	}
#endif

	return bad;
}
