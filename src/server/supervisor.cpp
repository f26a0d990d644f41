#include "dyad/server/supervisor.hpp"

#include <signal.h>

#include <utility>

#include "dyad/server/problems.hpp"

namespace dyad::server {
namespace {

std::string text_of(const Supervisor::Json& message, const char* name) {
  const auto member = message.find(name);
  return member != message.end() && member->is_string() ? member->get<std::string>()
                                                        : std::string();
}

Problem start_failed(std::string detail, std::string remedy) {
  Problem problem;
  problem.status = 500;
  problem.code = "start-failed";
  problem.title = "The session did not start";
  problem.detail = std::move(detail);
  problem.remedy = std::move(remedy);
  return problem;
}

Problem session_died(const std::string& how, bool has_log) {
  Problem problem;
  problem.status = 500;
  problem.code = "session-died";
  problem.title = "The session's process died";
  problem.detail = "It ended by " + how + " without ending the session.";
  problem.remedy = has_log
                       ? "All outputs are closed and its log is kept. Look at the rig, "
                         "then go on with the rest of the session."
                       : "There is no log of it yet: look at the daemon's messages.";
  return problem;
}

Problem said_failed(const Supervisor::Json& message) {
  Problem problem =
      start_failed(text_of(message, "detail"), text_of(message, "remedy"));
  const auto problems = message.find("problems");
  if (problems != message.end() && !problems->empty()) {
    problem.more["problems"] = *problems;
  }
  return problem;
}

void add(std::vector<std::string>& command, const char* option,
         const std::string& value) {
  if (value.empty()) return;
  // In one word: a value that begins with a dash is no option.
  command.push_back(std::string(option) + "=" + value);
}

}  // namespace

Supervisor::Supervisor(boost::asio::io_context& loop, Spawner& spawner, Setup setup)
    : loop_(loop), spawner_(spawner), setup_(std::move(setup)), start_limit_(loop) {}

Supervisor::~Supervisor() {
  if (child_) child_->forget();
}

std::optional<std::chrono::steady_clock::time_point> Supervisor::last_beat() const {
  return beat_at_ ? beat_at_ : beats_due_since_;
}

std::optional<Problem> Supervisor::start(RunPlan plan) {
  if (shutting_down_) {
    return rig_busy("The daemon is being stopped.",
                    "Start it again, then try once more.");
  }
  if (session_is_on()) {
    return rig_busy("A session has the rig.", "End it first, or wait until it ends.");
  }
  last_problem_.reset();
  if (child_) {
    next_ = std::move(plan);
    close_hardware();
    set_state(RigState::starting);
    return std::nullopt;
  }
  return launch_session(plan);
}

std::optional<Problem> Supervisor::launch_session(const RunPlan& plan) {
  beat_ = nullptr;
  beat_at_.reset();
  log_there_ = ended_in_order_ = false;
  failed_.reset();
  if (auto problem = launch(Kind::session, run_command(plan))) {
    set_state(RigState::idle);
    return problem;
  }
  limit_start();
  set_state(RigState::starting);
  return std::nullopt;
}

std::optional<Problem> Supervisor::launch(Kind kind, std::vector<std::string> command) {
  if (setup_.rig_lock >= 0) {
    add(command, "--rig-lock", std::to_string(Child::kRigLockFd));
  }
  add(command, "--control", std::to_string(Child::kControlFd));
  Child::Events events;
  events.on_message = [this, kind](const Json& message) {
    kind == Kind::session ? take_session(message) : take_hardware(message);
  };
  events.on_gone = [this](const std::string& how) { child_gone(how); };
  auto child = Child::start(loop_, spawner_, std::move(command), setup_.rig_lock,
                            std::move(events));
  if (!child) return start_failed(child.error().what, child.error().remedy);
  child_ = std::move(*child);
  kind_ = kind;
  return std::nullopt;
}

std::vector<std::string> Supervisor::run_command(const RunPlan& plan) const {
  std::vector<std::string> command{setup_.program, "run"};
  add(command, "--rig", plan.rig_file);
  add(command, "--schedule", plan.schedule_file);
  std::string subjects;
  for (const std::string& subject : plan.subjects) {
    subjects += (subjects.empty() ? "" : ",") + subject;
  }
  add(command, "--subjects", subjects);
  add(command, "--data", setup_.data_folder);
  add(command, "--stage", plan.stage);
  add(command, "--duration", plan.duration);
  for (const std::string& label : plan.labels) add(command, "--label", label);
  add(command, "--seed", plan.seed);
  add(command, "--speed", plan.speed);
  add(command, "--continue", plan.continued_log);
  if (setup_.realtime) command.emplace_back("--realtime");
  return command;
}

std::optional<Problem> Supervisor::tell_session(const char* wish) {
  if (!child_ || kind_ != Kind::session) return no_session();
  child_->send({{"do", wish}});
  return std::nullopt;
}

std::optional<Problem> Supervisor::give(std::size_t seat, const Water& water) {
  const bool running = state_ == RigState::running || state_ == RigState::paused;
  if (!child_ || kind_ != Kind::session || !running) return no_session();
  child_->send({{"do", "reward"},
                {"seat", seat},
                {"volume_nl", water.volume_nl},
                {"duration_us", water.open.us()}});
  return std::nullopt;
}

std::optional<Problem> Supervisor::pause() { return tell_session("pause"); }

std::optional<Problem> Supervisor::resume() { return tell_session("resume"); }

std::optional<Problem> Supervisor::end() {
  if (next_) {  // accepted, and not begun: it will not
    next_.reset();
    set_state(RigState::ending);
    return std::nullopt;
  }
  if (state_ == RigState::ending) return std::nullopt;
  if (auto problem = tell_session("end")) return problem;
  child_->expect_end(setup_.patience);
  set_state(RigState::ending);
  return std::nullopt;
}

std::optional<Problem> Supervisor::open_hardware(const std::string& rig_file) {
  if (shutting_down_) return rig_busy("The daemon is being stopped.", "");
  if (session_is_on()) {
    return rig_busy("A session has the rig.", "Wait until it ends, or end it.");
  }
  if (child_) {
    if (closing_hardware_) reopen_ = rig_file;
    return std::nullopt;
  }
  failed_.reset();
  std::vector<std::string> command{setup_.program, "hardware", "--rig", rig_file};
  if (auto problem = launch(Kind::hardware, std::move(command))) return problem;
  set_state(RigState::hardware);
  return std::nullopt;
}

void Supervisor::close_hardware() {
  if (!child_ || kind_ != Kind::hardware) return;
  reopen_.reset();
  closing_hardware_ = true;
  child_->send({{"do", "quit"}});
  child_->expect_end(setup_.patience);
}

bool Supervisor::tell_hardware(const Json& message) {
  if (!hardware_open_ || kind_ != Kind::hardware) return false;
  child_->send(message);
  return true;
}

void Supervisor::take_session(const Json& message) {
  const std::string said = text_of(message, "say");
  if (said == "log") {
    log_ = text_of(message, "path");
    log_there_ = true;
    state_ == RigState::starting ? set_state(RigState::running) : changed();
  } else if (said == "running") {
    start_limit_.cancel();
    beats_due_since_ = std::chrono::steady_clock::now();
    if (state_ == RigState::starting) set_state(RigState::running);
  } else if (said == "beat") {
    take_beat(message);
  } else if (said == "failed") {
    failed_ = said_failed(message);
    child_->expect_end(setup_.patience);
  } else if (said == "ended") {
    ended_in_order_ = true;
    beats_due_since_.reset();
    child_->expect_end(setup_.patience);
    set_state(RigState::ending);
  }
}

void Supervisor::take_beat(const Json& message) {
  const auto status = message.find("status");
  if (status == message.end() || !status->is_object()) return;
  beat_ = *status;
  beat_at_ = std::chrono::steady_clock::now();
  const bool paused = text_of(beat_, "phase") == "paused";
  if (state_ == RigState::running && paused) set_state(RigState::paused);
  if (state_ == RigState::paused && !paused) set_state(RigState::running);
  if (on_beat) on_beat();
}

void Supervisor::take_hardware(const Json& message) {
  const std::string said = text_of(message, "say");
  if (said == "open") {
    hardware_open_ = true;
    changed();
  } else if (said == "failed") {
    failed_ = hardware_failed(text_of(message, "detail"), text_of(message, "remedy"));
    child_->expect_end(setup_.patience);
  }
  if (on_hardware) on_hardware(message);
}

void Supervisor::child_gone(const std::string& how) {
  start_limit_.cancel();
  beats_due_since_.reset();
  child_.reset();
  const Kind kind = std::exchange(kind_, Kind::none);
  kind == Kind::session ? session_gone(how) : hardware_gone(how);
  if (!child_ && when_idle_) std::exchange(when_idle_, {})();
}

void Supervisor::session_gone(const std::string& how) {
  beat_ = nullptr;
  if (!ended_in_order_) {
    last_problem_ = failed_ ? failed_ : session_died(how, log_there_);
  }
  if (log_there_ && on_session_over) on_session_over(log_, ended_in_order_);
  set_state(RigState::idle);
}

void Supervisor::hardware_gone(const std::string& how) {
  const bool expected = std::exchange(closing_hardware_, false);
  hardware_open_ = false;
  std::optional<Problem> problem = std::exchange(failed_, {});
  if (!expected && !problem) {
    problem = hardware_failed("The process that has the lines ended by " + how + ".",
                              "All outputs are closed. Open the hardware again.");
  }
  if (on_hardware_gone) on_hardware_gone(problem);
  if (const auto plan = std::exchange(next_, {})) {
    if (auto failed = launch_session(*plan)) {
      last_problem_ = std::move(failed);
      changed();
    }
    return;
  }
  set_state(RigState::idle);
  if (const auto rig = std::exchange(reopen_, {})) {
    static_cast<void>(open_hardware(*rig));
  }
}

void Supervisor::limit_start() {
  start_limit_.expires_after(setup_.most_for_start);
  start_limit_.async_wait([this](auto error) {
    if (error || !child_) return;
    failed_ = start_failed("The session was not running after a minute.",
                           "Look at the devices: one of them does not answer.");
    child_->expect_end({std::chrono::milliseconds(0), setup_.patience.before_kill});
  });
}

void Supervisor::shut_down(std::function<void()> done) {
  shutting_down_ = true;
  next_.reset();
  reopen_.reset();
  if (!child_) return done();
  when_idle_ = std::move(done);
  if (kind_ == Kind::session) {
    static_cast<void>(end());
  } else {
    close_hardware();
  }
}

void Supervisor::set_state(RigState state) {
  if (state_ == state) return;
  state_ = state;
  changed();
}

void Supervisor::changed() const {
  if (on_change) on_change();
}

}  // namespace dyad::server
