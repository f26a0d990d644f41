#include "dyad/server/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace dyad::server {
namespace asio = boost::asio;
namespace {

Error no_resources(const std::string& what) {
  return {what + ": " + std::generic_category().message(errno),
          "The machine is out of descriptors or memory: end other programs."};
}

std::string how_it_ended(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return "exit code " + std::to_string(info.si_status);
  return "signal " + std::to_string(info.si_status) + " (" + strsignal(info.si_status) +
         ")";
}

}  // namespace

Result<std::shared_ptr<Child>> Child::start(asio::io_context& loop, Spawner& spawner,
                                            std::vector<std::string> command,
                                            int rig_lock, Events events) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return no_resources("no socket for the session");
  }
  Socket socket(loop, asio::local::stream_protocol(), ends[0]);
  socket.non_blocking(true);
  Spawner::Plan plan{std::move(command), {{ends[1], kControlFd}}};
  if (rig_lock >= 0) plan.descriptors.emplace_back(rig_lock, kRigLockFd);
  const auto pid = spawner.spawn(plan);
  ::close(ends[1]);
  if (!pid) return pid.error();
  const auto pidfd = static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0));
  if (pidfd < 0) {
    const Error error = no_resources("the session's process cannot be watched");
    ::kill(*pid, SIGKILL);
    ::waitpid(*pid, nullptr, 0);
    return error;
  }
  auto child = std::shared_ptr<Child>(
      new Child(loop, std::move(socket), pidfd, *pid, std::move(events)));
  child->read();
  child->wait_for_exit();
  return child;
}

Child::Child(asio::io_context& loop, Socket socket, int pidfd, pid_t pid, Events events)
    : socket_(std::move(socket)),
      process_(loop, pidfd),
      patience_(loop),
      pid_(pid),
      events_(std::move(events)) {}

void Child::send(const Json& message) {
  out_.push_back(message.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n');
  if (out_.size() == 1) write();
}

void Child::write() {
  asio::async_write(socket_, asio::buffer(out_.front()),
                    [self = shared_from_this()](auto error, std::size_t) {
                      // A child that has closed its end is about to be gone.
                      if (error) return self->out_.clear();
                      self->out_.pop_front();
                      if (!self->out_.empty()) self->write();
                    });
}

void Child::read() {
  socket_.async_read_some(asio::buffer(chunk_),
                          [self = shared_from_this()](auto error, std::size_t bytes) {
                            if (error) return;
                            self->take(bytes);
                            self->read();
                          });
}

void Child::take(std::size_t bytes) {
  std::string_view rest(chunk_.data(), bytes);
  for (auto end = rest.find('\n'); end != std::string_view::npos;
       end = rest.find('\n')) {
    line_ += rest.substr(0, end);
    const std::string line = std::exchange(line_, {});
    take_line(line);
    rest.remove_prefix(end + 1);
  }
  // Longer than any message there is: whatever it is, it is not kept.
  if (line_.size() + rest.size() <= kMaxLineBytes) line_ += rest;
}

void Child::take_line(std::string_view line) {
  const Json message = Json::parse(line, nullptr, false);
  if (message.is_object() && events_.on_message) events_.on_message(message);
}

void Child::wait_for_exit() {
  process_.async_wait(asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](auto error) {
                        if (!error) self->gone();
                      });
}

void Child::gone() {
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED);
  patience_.cancel();
  read_what_is_left();
  boost::system::error_code ignored;
  socket_.close(ignored);
  process_.close(ignored);
  const Events events = std::exchange(events_, {});
  if (events.on_gone) events.on_gone(how_it_ended(info));
}

void Child::read_what_is_left() {
  boost::system::error_code error;
  while (!error) {
    const std::size_t bytes = socket_.read_some(asio::buffer(chunk_), error);
    take(bytes);
  }
}

void Child::expect_end(const Patience& patience) {
  patience_.expires_after(patience.before_term);
  patience_.async_wait([self = shared_from_this(), patience](auto error) {
    if (error || !self->process_.is_open()) return;
    self->signal_now(SIGTERM);
    self->patience_.expires_after(patience.before_kill);
    self->patience_.async_wait([self](auto late) {
      if (!late) self->signal_now(SIGKILL);
    });
  });
}

void Child::signal_now(int signal) {
  if (!process_.is_open()) return;
  // Fails only where the process is gone already, which on_gone is about to tell.
  static_cast<void>(
      ::syscall(SYS_pidfd_send_signal, process_.native_handle(), signal, nullptr, 0));
}

}  // namespace dyad::server
