#include "dyad/cli/preview_simulation.hpp"

#include <algorithm>
#include <optional>

#include "dyad/core/assert.hpp"
#include "dyad/log/sink.hpp"
#include "dyad/session/session.hpp"

namespace dyad::cli::preview {
namespace {

// Takes the records in place of a log, and counts.
class Counter final : public log::Sink {
 public:
  explicit Counter(SessionTotals& totals) : totals_(totals) {}

  void append(const log::Record& record) override {
    if (const auto* note = std::get_if<Note>(&record)) take(*note);
    if (std::holds_alternative<Fault>(record)) ++totals_.faults;
  }
  std::optional<Error> failure() const override { return std::nullopt; }

 private:
  void take(const Note& note) {
    if (const auto* start = std::get_if<note::TrialStart>(&note.body)) {
      catch_trial_ = start->catch_trial;
    } else if (const auto* decided = std::get_if<note::TrialOutcome>(&note.body)) {
      const bool judged = !catch_trial_ && decided->outcome != Outcome::aborted;
      if (!judged) return;
      ++totals_.judged;
      if (decided->outcome == Outcome::coordinated) ++totals_.successful;
    } else if (std::holds_alternative<note::SessionEnd>(note.body)) {
      totals_.length = note.time - Time();
    }
  }

  SessionTotals& totals_;
  bool catch_trial_ = false;
};

void run_to_its_end(session::Session& session) {
  Time now;
  session.begin();
  session.pump(now);
  while (!session.finished()) {
    const auto wakeup = session.next_wakeup();
    DYAD_ASSERT(wakeup.has_value(), "a running session always wants to be woken");
    now = std::max(now, *wakeup);
    session.pump(now);
  }
}

std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::size_t at(Outcome outcome) { return static_cast<std::size_t>(outcome); }

// Of an outcome that most stages cannot have: only where it came.
void add_outcome(const std::vector<SessionTotals>& sessions, const char* name,
                 Outcome outcome, std::vector<Distribution>& into) {
  Distribution counts(name, Unit::count);
  for (const SessionTotals& session : sessions) {
    counts.add(session.outcomes.at(at(outcome)));
  }
  if (outcome == Outcome::miss || !counts.all_zero()) into.push_back(counts);
}

void add_subject(const std::vector<SessionTotals>& sessions, std::size_t seat,
                 const std::string& name, std::vector<Distribution>& into) {
  Distribution rewards("rewards " + name, Unit::count);
  Distribution volumes("water " + name, Unit::nl);
  for (const SessionTotals& session : sessions) {
    rewards.add(session.rewards.at(seat));
    volumes.add(signed_of(session.volume_nl.at(seat)));
  }
  into.push_back(rewards);
  into.push_back(volumes);
}

}  // namespace

SessionTotals simulate_session(const Simulated& simulated, std::uint64_t seed) {
  SessionTotals totals;
  Counter counter(totals);
  device::TrainedMice mice(simulated.rig, simulated.habits, seed);
  std::optional<device::PartnerDevice> partners;
  std::vector<device::Device*> devices{&mice};
  if (device::PartnerDevice::wanted(simulated.stage)) {
    partners.emplace(simulated.rig, simulated.stage, seed, simulated.playback);
    devices.push_back(&*partners);
  }
  session::Session session({.rig = simulated.rig,
                            .plan = simulated.plan,
                            .seed = seed,
                            .devices = devices,
                            .log = counter,
                            .on_fault = nullptr});
  run_to_its_end(session);
  const task::Tally& tally = session.tally();
  totals.trials = tally.trials;
  totals.outcomes = tally.outcomes;
  totals.rewards = tally.rewards;
  totals.volume_nl = tally.volume_nl;
  totals.reason = session.end_reason();
  return totals;
}

Simulation summarise(const std::vector<SessionTotals>& sessions,
                     const std::vector<std::string>& seats) {
  Simulation simulation;
  simulation.sessions = sessions.size();
  Distribution trials("trials", Unit::count);
  Distribution success("coordinated", Unit::permille);
  Distribution lengths("duration", Unit::us);
  for (const SessionTotals& session : sessions) {
    trials.add(session.trials);
    if (session.judged > 0) {
      success.add(
          signed_of((std::uint64_t{2000} * session.successful + session.judged) /
                    (std::uint64_t{2} * session.judged)));
    }
    lengths.add(session.length.us());
    ++simulation.reasons[session.reason];
    simulation.faults += session.faults;
  }
  auto& all = simulation.distributions;
  all = {trials, success};
  add_outcome(sessions, "misses", Outcome::miss, all);
  add_outcome(sessions, "omissions", Outcome::omission, all);
  add_outcome(sessions, "errors", Outcome::error, all);
  for (std::size_t i = 0; i < seats.size(); ++i)
    add_subject(sessions, i, seats[i], all);
  all.push_back(lengths);
  for (Distribution& each : all) each.sort();
  return simulation;
}

}  // namespace dyad::cli::preview
