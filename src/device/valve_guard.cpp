#include "dyad/device/valve_guard.hpp"

#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>

#include "guard_process.hpp"

namespace dyad::device {
namespace {

constexpr int kReadyWithinMs = 2000;
constexpr int kFinishWithinMs = 1000;

Error system_error(const std::string& doing) {
  return {doing + " failed: " + std::generic_category().message(errno),
          "end other programs to free memory and descriptors, then try again"};
}

bool readable_within(int fd, int ms) {
  pollfd wanted{fd, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&wanted, 1, ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

void unmap(GuardBoard* board) { ::munmap(board, sizeof *board); }

}  // namespace

std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

ValveGuard::ValveGuard(GuardBoard* board, int socket, pid_t pid, GuardPlan plan)
    : board_(board), socket_(socket), pid_(pid), plan_(std::move(plan)) {}

Result<std::unique_ptr<ValveGuard>> ValveGuard::fork_for(GuardPlan plan) {
  void* memory = ::mmap(nullptr, sizeof(GuardBoard), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return system_error("sharing memory with the valve guard");
  auto* board = new (memory) GuardBoard;
  board->lease = board->now();
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    unmap(board);
    return system_error("connecting the valve guard");
  }
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[0]);
    run_guard(*board, ends[1], plan);
  }
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    unmap(board);
    return system_error("starting the valve guard");
  }
  std::unique_ptr<ValveGuard> guard(
      new ValveGuard(board, ends[0], pid, std::move(plan)));
  GuardMessage ready;
  if (!readable_within(ends[0], kReadyWithinMs) ||
      ::recv(ends[0], &ready, sizeof ready, MSG_DONTWAIT) <= 0) {
    return Error{"the valve guard does not answer",
                 "try again on a less loaded machine"};
  }
  return guard;
}

ValveGuard::~ValveGuard() {
  (void)finish();
  unmap(board_);
}

bool ValveGuard::guards(ChannelIndex channel) const {
  return std::find(plan_.channels.begin(), plan_.channels.end(), channel) !=
         plan_.channels.end();
}

void ValveGuard::refresh(Time now) {
  board_->lease = board_->ticks_at(plan_.anchor.to_monotonic_ns(now));
}

void ValveGuard::opening(ChannelIndex channel, Time close_by) {
  if (!guards(channel)) return;
  // The lease may have run out while nothing was open and nobody looked.
  board_->lease = board_->now();
  board_->close_by[channel] = board_->ticks_at(plan_.anchor.to_monotonic_ns(close_by));
}

void ValveGuard::closed(ChannelIndex channel) {
  if (guards(channel)) board_->close_by[channel] = 0;
}

void ValveGuard::outputs_lost(SourceIndex source) {
  tell({GuardMessage::Kind::lost, source, 0}, -1);
}

void ValveGuard::outputs_replaced(SourceIndex source, int fd, std::size_t lines) {
  tell({GuardMessage::Kind::replace, source, static_cast<std::uint32_t>(lines)}, fd);
}

void ValveGuard::tell(const GuardMessage& message, int fd) {
  GuardMessage sent = message;
  iovec data{&sent, sizeof sent};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr header{};
  header.msg_iov = &data;
  header.msg_iovlen = 1;
  if (fd >= 0) {
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(rights), &fd, sizeof fd);
  }
  // A guard that cannot be told is no guard of these lines any more.
  if (::sendmsg(socket_, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
    (void)end_process(false);
  }
}

bool ValveGuard::gone() const {
  if (socket_ < 0) return true;
  char byte = 0;
  const ssize_t got = ::recv(socket_, &byte, 1, MSG_DONTWAIT | MSG_PEEK);
  return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

std::optional<Fault> ValveGuard::check(Time now) {
  const auto fault = [&](FaultKind kind, std::string message) {
    return Fault{now, kind, kNoSource, kNoChannel, 0, std::move(message)};
  };
  if (lost_) return std::nullopt;
  if (const std::uint32_t acts = board_->acts; acts != acts_seen_) {
    acts_seen_ = acts;
    return fault(
        FaultKind::guard_acted,
        board_->reason == GuardReason::overdue
            ? "the valve guard closed all outputs: a valve was open past its time"
            : "the valve guard closed all outputs: the session did not run for "
              "50 ms with a valve open; look for load or a slow disk");
  }
  const std::int32_t silent = ticks_after(board_->now(), board_->beat);
  const bool gone_now = gone();
  if (!gone_now && silent * 1000LL <= kSilence.us() * kGuardTicksPerMs) {
    return std::nullopt;
  }
  lost_ = true;
  return fault(FaultKind::guard_lost,
               gone_now
                   ? "the valve guard process died: nothing would close the valves if "
                     "the session died too"
                   : "the valve guard process does not answer: look for load");
}

Status ValveGuard::finish() {
  if (pid_ <= 0) return Ok{};
  for (auto& close_by : board_->close_by) close_by = 0;
  const GuardMessage done;
  const bool told = ::send(socket_, &done, sizeof done, MSG_NOSIGNAL) > 0;
  return end_process(told && !lost_);
}

Status ValveGuard::end_process(bool orderly) {
  if (pid_ <= 0) return Ok{};
  const bool ended = orderly && readable_within(socket_, kFinishWithinMs);
  if (!ended) ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  ::close(socket_);
  socket_ = -1;
  if (ended && WIFEXITED(status) && WEXITSTATUS(status) == 0) return Ok{};
  return Error{"the valve guard did not end in order",
               "check that no valve is open before the next session"};
}

}  // namespace dyad::device
