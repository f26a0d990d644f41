#include "dyad/cli/session_view.hpp"

#include <filesystem>
#include <iostream>

#include "dyad/cli/summary.hpp"

namespace dyad::cli {

SessionView::SessionView(session::ControlLine* control, const Experiment& experiment,
                         const std::string& source, const std::string& log_path,
                         const std::vector<device::Device*>& devices)
    : control_(control), experiment_(experiment), log_path_(log_path) {
  if (control_ == nullptr) return;
  beat_.emplace(*control_, experiment, std::filesystem::path(log_path).stem().string(),
                source, devices);
  control_->say_log(log_path);
}

void SessionView::begin(const session::LoopLateness& lateness) {
  lateness_ = &lateness;
  if (beat_) beat_->watch(lateness);
  if (control_ != nullptr) return control_->say_running();
  line_ = std::make_unique<StatusLine>(board_, experiment_.plan.duration);
}

void SessionView::tell(const std::vector<session::RealtimeItem>& realtime) {
  if (beat_) beat_->tell(realtime);
}

void SessionView::after_pump(const session::Session& session, Time now) {
  if (beat_) return beat_->after_pump(session, now);
  board_.publish(session::status_of(session, now));
}

void SessionView::finish(const session::Session& session, Time ended_at) {
  if (beat_) return;
  board_.publish_last(session::status_of(session, ended_at));
  line_.reset();
}

void SessionView::summarise(const session::Session& session, Time ended_at) {
  if (control_ != nullptr) return control_->say_ended(session.end_reason());
  print_summary(std::cout, experiment_, session, ended_at, *lateness_, log_path_);
}

}  // namespace dyad::cli
