#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/core/enum_names.hpp"
#include "dyad/core/result.hpp"
#include "dyad/server/child.hpp"
#include "dyad/server/problem.hpp"
#include "dyad/server/session_orders.hpp"

namespace dyad::server {

enum class RigState : std::uint8_t {
  idle,
  hardware,
  starting,
  running,
  paused,
  ending
};

// Keeps the one process that has the rig: a session's, or the hardware page's. One at a
// time; a start while the hardware is open takes the rig back first. Everything on the
// loop's thread.
class Supervisor {
 public:
  using Json = nlohmann::ordered_json;

  struct Setup {
    std::string program;  // dyad itself
    std::string data_folder;
    int rig_lock = -1;  // handed on to every process
    bool realtime = false;
    Child::Patience patience{};
    std::chrono::milliseconds most_for_start{60'000};  // until time 0
  };

  // The spawner outlives this.
  Supervisor(boost::asio::io_context& loop, Spawner& spawner, Setup setup);
  ~Supervisor();

  // Each none where it was taken on; what comes of it is told by the state.
  std::optional<Problem> start(RunPlan plan);
  std::optional<Problem> pause();
  std::optional<Problem> resume();
  std::optional<Problem> end();
  // Water for the animal of a seat; the log tells what became of it.
  std::optional<Problem> give(std::size_t seat, const Water& water);

  // The rig file as of its calibrations now. Fine where it is open already.
  std::optional<Problem> open_hardware(const std::string& rig_file);
  void close_hardware();
  // False where the hardware is not open.
  bool tell_hardware(const Json& message);

  RigState state() const { return state_; }
  bool session_is_on() const { return state_ >= RigState::starting; }
  // The log of the session that is on, once it is there; else of the last one of this
  // daemon. Empty: none yet.
  const std::string& log() const { return log_; }
  // What the session last said of itself; null between sessions.
  const Json& beat() const { return beat_; }
  std::optional<std::chrono::steady_clock::time_point> last_beat() const;
  // Since time 0 of the session that is on; it beats, or should.
  bool beats_are_due() const { return beats_due_since_.has_value(); }
  const std::optional<Problem>& last_problem() const { return last_problem_; }
  bool hardware_is_open() const { return hardware_open_; }
  // -1 where there is no child.
  pid_t child_pid() const { return child_ ? child_->pid() : -1; }

  // Ends whatever is on, in order, and then says so. Starts nothing any more.
  void shut_down(std::function<void()> done);

  // Onlookers, set before the first call. They must not call back into this.
  std::function<void()> on_change;                       // of anything above but beats
  std::function<void()> on_beat;                         // of the session
  std::function<void(const Json& message)> on_hardware;  // whatever the child says
  std::function<void(const std::optional<Problem>&)> on_hardware_gone;
  // The session's process is gone; not orderly: its log may lack its end.
  std::function<void(const std::string& log, bool orderly)> on_session_over;

 private:
  enum class Kind : std::uint8_t { none, hardware, session };

  std::optional<Problem> launch(Kind kind, std::vector<std::string> command);
  std::optional<Problem> launch_session(const RunPlan& plan);
  std::vector<std::string> run_command(const RunPlan& plan) const;
  std::optional<Problem> tell_session(const char* wish);
  void take_session(const Json& message);
  void take_beat(const Json& message);
  void take_hardware(const Json& message);
  void session_gone(const std::string& how);
  void hardware_gone(const std::string& how);
  void child_gone(const std::string& how);
  void limit_start();
  void set_state(RigState state);
  void changed() const;

  boost::asio::io_context& loop_;
  Spawner& spawner_;
  Setup setup_;
  boost::asio::steady_timer start_limit_;
  std::shared_ptr<Child> child_;
  Kind kind_ = Kind::none;
  RigState state_ = RigState::idle;
  std::optional<RunPlan> next_;  // waits for the hardware to be closed
  bool closing_hardware_ = false;
  std::optional<std::string> reopen_;  // with this rig file, once it is closed
  std::string log_;
  bool log_there_ = false;
  Json beat_;
  std::optional<std::chrono::steady_clock::time_point> beats_due_since_;
  std::optional<std::chrono::steady_clock::time_point> beat_at_;
  bool ended_in_order_ = false;
  std::optional<Problem> failed_;  // as the child said
  std::optional<Problem> last_problem_;
  bool hardware_open_ = false;
  bool shutting_down_ = false;
  std::function<void()> when_idle_;
};

}  // namespace dyad::server

namespace dyad {
template <>
struct EnumNames<server::RigState> {
  static constexpr std::array<std::string_view, 6> names{
      "idle", "hardware", "starting", "running", "paused", "ending"};
};
}  // namespace dyad
