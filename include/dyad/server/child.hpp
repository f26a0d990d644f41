#pragma once

#include <sys/types.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/core/result.hpp"
#include "dyad/server/spawner.hpp"

namespace dyad::server {

// A process of dyad's own that the daemon started, and the socket between the two: JSON
// objects, one a line, as docs/decisions/0008 has them. Everything on the loop's
// thread.
class Child : public std::enable_shared_from_this<Child> {
 public:
  using Json = nlohmann::ordered_json;

  static constexpr int kControlFd = 3;  // in the child
  static constexpr int kRigLockFd = 4;

  struct Events {
    std::function<void(const Json& message)> on_message;
    // Once, and after it nothing: the process is gone and its messages are all told.
    // `how` is for a person: "exit code 3", "signal 9 (Killed)".
    std::function<void(const std::string& how)> on_gone;
  };

  // rig_lock: the descriptor of the lock, or -1 for a child that needs none.
  static Result<std::shared_ptr<Child>> start(boost::asio::io_context& loop,
                                              Spawner& spawner,
                                              std::vector<std::string> command,
                                              int rig_lock, Events events);

  void send(const Json& message);

  // Gives it so long to end by itself, then SIGTERM, then SIGKILL. Called again, the
  // time begins anew.
  struct Patience {
    std::chrono::milliseconds before_term{10'000};
    std::chrono::milliseconds before_kill{5'000};
  };
  void expect_end(const Patience& patience);

  // Whoever it told is going: it tells nobody any more.
  void forget() { events_ = {}; }

  // Where it is not gone yet; signal_now is for tests and for a daemon in a hurry.
  void signal_now(int signal);
  pid_t pid() const { return pid_; }

 private:
  using Socket = boost::asio::local::stream_protocol::socket;

  Child(boost::asio::io_context& loop, Socket socket, int pidfd, pid_t pid,
        Events events);
  void read();
  void take(std::size_t bytes);
  void take_line(std::string_view line);
  void write();
  void wait_for_exit();
  void gone();
  void read_what_is_left();

  static constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20U;

  Socket socket_;
  boost::asio::posix::stream_descriptor process_;  // a pidfd: readable when it is gone
  boost::asio::steady_timer patience_;
  pid_t pid_;
  Events events_;
  std::array<char, 16384> chunk_{};
  std::string line_;  // what has come of the next one
  std::deque<std::string> out_;
};

}  // namespace dyad::server
