#include "dyad/server/daemon.hpp"

#include <boost/asio/post.hpp>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include "dyad/log/recovery.hpp"
#include "dyad/server/problems.hpp"
#include "dyad/server/session_measures.hpp"
#include "interrupted_json.hpp"
#include "status_json.hpp"

namespace dyad::server {
namespace asio = boost::asio;
namespace {

constexpr std::chrono::seconds kMeasuresPeriod{2};
// A worker that waits for the loop does not wait for one that has stopped.
constexpr std::chrono::seconds kMostForTheLoop{10};
// The guard closes the valves within 100 ms, and then the log.
constexpr std::chrono::milliseconds kGuardPause{50};
constexpr int kMostForTheGuard = 100;

double speed_of(const std::string& text) {
  if (text.empty()) return 1;
  return text == "max" ? 0 : std::strtod(text.c_str(), nullptr);
}

}  // namespace

Daemon::Daemon(asio::io_context& loop, Spawner& spawner, DaemonSetup setup)
    : setup_(std::move(setup)),
      loop_(loop),
      sessions_(setup_.data_folder),
      library_({.folder = setup_.data_folder + "/library",
                .built_in_schedules = setup_.schedule_folders}),
      events_(loop, [this](const std::string& log) { return current_.is_live(log); }),
      live_([this] { return status(); }),
      supervisor_(loop, spawner,
                  {.program = setup_.program,
                   .data_folder = setup_.data_folder,
                   .rig_lock = setup_.rig_lock,
                   .realtime = setup_.realtime,
                   .patience = setup_.patience}),
      rig_status_(rig_json(setup_.rig, setup_.rig_file)),
      measures_timer_(loop) {
  watch_supervisor();
}

Daemon::~Daemon() { worker_.join(); }

void Daemon::watch_supervisor() {
  supervisor_.on_change = [this] {
    if (supervisor_.session_is_on() && !supervisor_.log().empty() &&
        supervisor_.log() != current_.log()) {
      current_.begin(supervisor_.log(), speed_);
      measure_every_two_seconds();
    }
    live_.push_status();
  };
  supervisor_.on_beat = [this] {
    const Json& beat = supervisor_.beat();
    const auto t_us = beat.find("t_us");
    if (t_us != beat.end() && t_us->is_number_integer()) {
      current_.beat(t_us->get<std::int64_t>(), *supervisor_.last_beat());
    }
    live_.push_status();
  };
  supervisor_.on_session_over = [this](const std::string& log, bool orderly) {
    session_over(log, orderly);
  };
}

void Daemon::session_over(const std::string& log, bool orderly) {
  measures_timer_.cancel();
  if (orderly) {
    current_.over();
    // It may have gone on with one that was interrupted, or a fault has ended it.
    work([this] { refresh_interrupted(); });
    return measure();
  }
  // Its valve guard may still be at it: the log is closed when that is done.
  closing_log_ = true;
  work([this, log] { close_log(log, kMostForTheGuard); });
}

void Daemon::close_log(const std::string& log, int tries) {
  const auto closed = log::close_interrupted(log, setup_.version);
  if (!closed && tries > 0) {
    std::this_thread::sleep_for(kGuardPause);
    return work([this, log, tries] { close_log(log, tries - 1); });
  }
  post([this, list = interrupted_json(setup_.data_folder)] {
    closing_log_ = false;
    interrupted_ = list;
    current_.over();
    measure();
    live_.push_status();
  });
}

void Daemon::recover() {
  close_dead_logs(setup_.data_folder, setup_.version);
  interrupted_ = interrupted_json(setup_.data_folder);
}

Status Daemon::dismiss(const std::string& log) {
  if (const Status done = log::dismiss(log); !done) return done;
  refresh_interrupted();
  return Ok();
}

void Daemon::refresh_interrupted() {
  post([this, list = interrupted_json(setup_.data_folder)] {
    interrupted_ = list;
    live_.push_status();
  });
}

std::optional<Problem> Daemon::start(const RunPlan& plan) {
  if (closing_log_) {
    return rig_busy("The log of the session that died is being closed.",
                    "Try again in a second.");
  }
  speed_ = speed_of(plan.speed);
  return supervisor_.start(plan);
}

Result<std::string> Daemon::log_of(const std::string& id) {
  if (id != "current") return sessions_.path_of(id);
  if (const std::string log = current_.log(); !log.empty()) return log;
  SessionIndex::Query newest;
  newest.limit = 1;
  const auto page = sessions_.list(newest);
  if (!page) return page.error();
  if (page->sessions.empty()) {
    return Error{"no session has run here yet", "Start one first."};
  }
  return page->sessions[0].path;
}

std::optional<Response> Daemon::on_loop(std::function<Response()> ask) {
  auto answer = std::make_shared<std::packaged_task<Response()>>(std::move(ask));
  auto given = answer->get_future();
  asio::post(loop_, [answer] { (*answer)(); });
  if (given.wait_for(kMostForTheLoop) != std::future_status::ready) return std::nullopt;
  return given.get();
}

void Daemon::post(std::function<void()> task) { asio::post(loop_, std::move(task)); }

void Daemon::work(std::function<void()> task) { asio::post(worker_, std::move(task)); }

void Daemon::tell(std::string member, Json value) {
  post([this, member = std::move(member), value = std::move(value)] {
    live_.push(member.c_str(), value);
  });
}

void Daemon::measure_every_two_seconds() {
  measures_timer_.expires_after(kMeasuresPeriod);
  measures_timer_.async_wait([this](auto error) {
    if (error || !supervisor_.session_is_on()) return;
    measure();
    measure_every_two_seconds();
  });
}

void Daemon::measure() {
  if (live_.clients() == 0 || std::exchange(measuring_, true)) return;
  const std::string log = current_.log();
  if (!measures_ || measured_log_ != log) measures_.reset();
  work([this, log,
        measures = std::shared_ptr<SessionMeasures>(std::move(measures_))]() mutable {
    if (!measures) {
      if (auto opened = SessionMeasures::open(log))
        measures = std::shared_ptr<SessionMeasures>(std::move(*opened));
    }
    Json json;
    if (measures) {
      measures->update();
      json = {{"id", id_of(log)}};
      json.update(measures->json());
    }
    post([this, log, measures = std::move(measures), json = std::move(json)]() mutable {
      measuring_ = false;
      measures_ = std::move(measures);
      measured_log_ = log;
      if (!json.is_null()) live_.push("measures", json);
    });
  });
}

void Daemon::shut_down(std::function<void()> done) {
  supervisor_.shut_down([this, done = std::move(done)] {
    measures_timer_.cancel();
    done();
  });
}

}  // namespace dyad::server
