#include "guard_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "dyad/device/privileges.hpp"

namespace dyad::device {
namespace {

constexpr int kPeriodMs = static_cast<int>(ValveGuard::kPeriod.us() / 1000);
// How often it tries to close a line that does not obey, 10 ms apart, before it
// gives up after the daemon's death.
constexpr int kTries = 100;

constexpr std::int32_t ticks(Duration d) {
  return static_cast<std::int32_t>(d.us() * kGuardTicksPerMs / 1000);
}

// Best effort, as the right to it may be missing.
void prefer(int policy, int priority) {
  sched_param wanted{};
  wanted.sched_priority = priority;
  (void)::sched_setscheduler(0, policy, &wanted);
}

void leave_the_daemons_company() {
  ::setsid();
  ::prctl(PR_SET_NAME, "dyad-guard");
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP}) {
    std::signal(signal, SIG_IGN);
  }
  // As high as a limit allows: a session takes less than that (session/realtime.cpp).
  if (const int highest = highest_realtime_priority(); highest > 0) {
    prefer(SCHED_FIFO, std::min(kGuardPriority, highest));
  }
  // Best effort: without the right to lock memory the guard works all the same.
  // Not MCL_FUTURE: under a limit it would make on_owner_death's allocations fail.
  (void)::mlockall(MCL_CURRENT);
}

void close_all_but(std::vector<int> keep) {
  std::sort(keep.begin(), keep.end());
  unsigned next = 0;
  for (const int fd : keep) {
    if (fd < 0) continue;
    const auto kept = static_cast<unsigned>(fd);
    if (kept > next) (void)::close_range(next, kept - 1, 0);
    next = std::max(next, kept + 1);
  }
  (void)::close_range(next, ~0U, 0);
  // Nothing else may come to stand at 0 and 1.
  if (const int null = ::open("/dev/null", O_RDWR); null == 0) (void)::dup2(0, 1);
}

class Guard {
 public:
  Guard(GuardBoard& board, int socket, GuardPlan& plan)
      : board_(board), socket_(socket), plan_(plan) {}

  [[noreturn]] void run() {
    for (;;) {
      board_.beat = board_.now();
      pollfd fd{socket_, POLLIN, 0};
      if (::poll(&fd, 1, kPeriodMs) > 0) take_message();
      inspect();
    }
  }

 private:
  void take_message();
  void replace(const GuardMessage& message, int fd);
  void inspect();
  GuardReason reason_to_act(GuardTicks now) const;
  bool close_all();
  void note(GuardReason reason, GuardTicks noticed, bool closed);
  [[noreturn]] void end(GuardReason reason);

  GuardBoard& board_;
  int socket_;
  GuardPlan& plan_;
  GuardReason acting_ = GuardReason::none;
};

int descriptor_in(msghdr& header) {
  const cmsghdr* control = CMSG_FIRSTHDR(&header);
  if (control == nullptr || control->cmsg_type != SCM_RIGHTS) return -1;
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(control), sizeof fd);
  return fd;
}

void Guard::take_message() {
  GuardMessage message;
  iovec data{&message, sizeof message};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr header{};
  header.msg_iov = &data;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  const ssize_t got = ::recvmsg(socket_, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) end(GuardReason::owner_died);
  if (message.kind == GuardMessage::Kind::done) end(GuardReason::none);
  if (message.kind == GuardMessage::Kind::lost) replace(message, -1);
  if (message.kind == GuardMessage::Kind::replace) {
    replace(message, descriptor_in(header));
  }
}

void Guard::replace(const GuardMessage& message, int fd) {
  for (GuardedOutputs& outputs : plan_.outputs) {
    if (outputs.source != message.source) continue;
    if (outputs.fd >= 0) ::close(outputs.fd);
    outputs.fd = fd;
    outputs.lines = message.lines;
  }
}

GuardReason Guard::reason_to_act(GuardTicks now) const {
  // A word that the daemon clears in between only makes the guard act too early.
  const bool stale = ticks_after(now, board_.lease) > ticks(ValveGuard::kLease);
  for (const ChannelIndex channel : plan_.channels) {
    const GuardTicks close_by = board_.close_by[channel];
    if (close_by == 0) continue;
    if (stale) return GuardReason::stalled;
    if (ticks_after(now, close_by) > ticks(ValveGuard::kOverdue)) {
      return GuardReason::overdue;
    }
  }
  return GuardReason::none;
}

void Guard::inspect() {
  const GuardTicks now = board_.now();
  const GuardReason reason = reason_to_act(now);
  const bool is_new = reason != GuardReason::none && acting_ == GuardReason::none;
  acting_ = reason;
  if (reason == GuardReason::none) return;
  // Again every period as long as the reason lasts: the daemon may come to life
  // between two system calls and open a line after it was closed here.
  const bool closed = close_all();
  if (is_new) note(reason, now, closed);
  if (closed && board_.closed_at == 0) board_.closed_at = board_.now();
}

void Guard::note(GuardReason reason, GuardTicks noticed, bool closed) {
  board_.reason = reason;
  board_.noticed_at = noticed;
  board_.closed_at = closed ? board_.now() : 0;
  board_.acts.fetch_add(1);
}

bool Guard::close_all() {
  bool closed = true;
  for (const GuardedOutputs& outputs : plan_.outputs) {
    if (outputs.fd >= 0 && !plan_.close(outputs.fd, outputs.lines)) closed = false;
  }
  return closed;
}

void Guard::end(GuardReason reason) {
  const GuardTicks noticed = board_.now();
  bool closed = close_all();
  if (reason != GuardReason::none) note(reason, noticed, closed);
  for (int tries = 1; !closed && tries < kTries; ++tries) {
    ::poll(nullptr, 0, kPeriodMs);
    closed = close_all();
  }
  if (closed && board_.closed_at == 0) board_.closed_at = board_.now();
  if (!closed) {
    static constexpr char kText[] =
        "dyad-guard: an output line could not be switched off. Close the water by "
        "hand.\n";
    (void)!::write(STDERR_FILENO, kText, sizeof kText - 1);
  }
  prefer(SCHED_OTHER, 0);  // what follows may take long
  if (reason == GuardReason::owner_died && plan_.on_owner_death) plan_.on_owner_death();
  ::_exit(closed ? 0 : 1);
}

}  // namespace

void run_guard(GuardBoard& board, int socket, GuardPlan& plan) {
  leave_the_daemons_company();
  std::vector<int> keep = plan.keep_fds;
  keep.push_back(STDERR_FILENO);
  keep.push_back(socket);
  for (const GuardedOutputs& outputs : plan.outputs) keep.push_back(outputs.fd);
  close_all_but(std::move(keep));
  board.beat = board.now();
  const GuardMessage ready{GuardMessage::Kind::ready, kNoSource, 0};
  (void)::send(socket, &ready, sizeof ready, MSG_NOSIGNAL);
  Guard(board, socket, plan).run();
}

}  // namespace dyad::device
