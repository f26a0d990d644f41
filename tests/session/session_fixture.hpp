#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "dyad/session/session.hpp"
#include "session/fakes.hpp"

namespace dyad::session {

// A session on fake devices and virtual time.
class SessionTest : public testing::Test {
 protected:
  void begin(std::size_t devices = 1) {
    rig_ = two_poke_rig(devices);
    plan_ = plan_for(rig_);
    devices_.resize(devices);
    std::vector<device::Device*> used;
    for (FakeDevice& device : devices_) used.push_back(&device);
    devices_.front().board = board_;
    session_ = std::make_unique<Session>(Session::Parts{
        .rig = rig_,
        .plan = plan_,
        .seed = 1,
        .devices = used,
        .log = sink_,
        .on_fault = [this](const Fault& fault) { shown_.push_back(fault); }});
    session_->begin();
  }

  FakeDevice& device(std::size_t i = 0) { return devices_.at(i); }

  // Pumps at every wakeup up to and at t.
  void run_until(std::int64_t t_us) {
    const Time end = Time::from_us(t_us);
    while (!session_->finished()) {
      const auto next = session_->next_wakeup();
      if (!next || *next > end) break;
      session_->pump(*next);
      ASSERT_LT(++pumps_, 10'000) << "the session keeps asking to be woken";
    }
    session_->pump(end);
  }

  std::vector<Outcome> outcomes() const {
    std::vector<Outcome> found;
    for (const Note& note : sink_.all<Note>()) {
      if (const auto* outcome = std::get_if<note::TrialOutcome>(&note.body)) {
        found.push_back(outcome->outcome);
      }
    }
    return found;
  }

  bool noted_ambiguous() const {
    for (const Note& note : sink_.all<Note>()) {
      if (std::holds_alternative<note::Ambiguous>(note.body)) return true;
    }
    return false;
  }

  config::Rig rig_;
  task::Plan plan_;
  device::Reflex* board_ = nullptr;  // with a reflex, on the first device
  std::vector<FakeDevice> devices_;
  VectorSink sink_;
  std::vector<Fault> shown_;
  std::unique_ptr<Session> session_;
  int pumps_ = 0;
};

}  // namespace dyad::session
