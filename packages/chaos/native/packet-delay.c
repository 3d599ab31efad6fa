/* packet-delay QUEUE DELAY_MS JITTER_MS
 * Holds the packets of a netfilter queue for a while and lets them go in order: what
 * `tc netem delay` does, on kernels that lack it. Says "ready" once it listens. */
#include <arpa/inet.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define CAPACITY 65536

static struct { uint32_t id; double due; } held[CAPACITY];
static unsigned newest, oldest;
static double delay, jitter, last_due;
static struct nfq_q_handle *queue;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int arrived(struct nfq_q_handle *q, struct nfgenmsg *m, struct nfq_data *data, void *unused) {
  (void)m; (void)unused;
  uint32_t id = ntohl(nfq_get_msg_packet_hdr(data)->packet_id);
  if (newest - oldest >= CAPACITY) return nfq_set_verdict(q, id, NF_ACCEPT, 0, NULL);
  double due = now() + delay + (drand48() * 2 - 1) * jitter;
  if (due < last_due) due = last_due; /* order is kept */
  last_due = due;
  held[newest % CAPACITY].id = id;
  held[newest % CAPACITY].due = due;
  newest++;
  return 0;
}

int main(int count, char **words) {
  if (count != 4) return 2;
  delay = atof(words[2]);
  jitter = atof(words[3]);
  struct nfq_handle *handle = nfq_open();
  if (!handle || !(queue = nfq_create_queue(handle, atoi(words[1]), arrived, NULL))) { perror("queue"); return 1; }
  nfq_set_mode(queue, NFQNL_COPY_META, 0);
  nfq_set_queue_maxlen(queue, CAPACITY);
  puts("ready");
  fflush(stdout);
  char buffer[65536];
  int fd = nfq_fd(handle);
  for (;;) {
    int wait = -1;
    if (newest != oldest) {
      double left = held[oldest % CAPACITY].due - now();
      wait = left <= 0 ? 0 : (int)(left + 0.999);
    }
    struct pollfd p = {.fd = fd, .events = POLLIN};
    if (poll(&p, 1, wait) > 0) {
      ssize_t size = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (size > 0) nfq_handle_packet(handle, buffer, (int)size);
    }
    for (; newest != oldest && held[oldest % CAPACITY].due <= now(); oldest++)
      nfq_set_verdict(queue, held[oldest % CAPACITY].id, NF_ACCEPT, 0, NULL);
  }
}
