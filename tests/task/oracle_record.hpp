#pragma once

#include <map>
#include <vector>

#include "dyad/core/command.hpp"
#include "dyad/core/note.hpp"
#include "task/oracle_stream.hpp"

// What is said and commanded, put into order afterwards.
namespace dyad::task::oracle {

// What comes first of what happens at one moment in one trial.
enum class Slot : std::uint8_t {
  session_start,
  trial_start,
  initiated,
  ambiguous,
  response,
  window_open,
  earned,  // by the response
  outcome,
  paid,   // by the outcome
  event,  // what is bound to the outcome
  paused,
  resumed,
  interval,
  session_end
};

class Record {
 public:
  Record(const Plan& plan, const Stream& stream) : plan_(plan), stream_(stream) {}

  void note(Moment at, TrialNumber trial, Slot slot, const note::Body& body);
  // Of an earlier trial, while `trial` is going on.
  void aside(Moment at, TrialNumber trial, TrialNumber earlier, const note::Body& body);
  void command(Moment at, TrialNumber trial, Slot slot, Command command);
  // What is bound to the event. `subjects`: whose response or reward it is.
  void event(Moment at, TrialNumber trial, Slot slot, const TrialPlan& rule,
             config::TaskEvent event, SubjectMask subjects = 0);

  std::vector<Note> notes();
  // Barcodes that would go on after the session's end do not.
  std::vector<Command> commands(Moment end);

 private:
  struct Place {
    Moment at;
    TrialNumber trial = 0;
    Slot slot = Slot::session_start;
    auto operator<=>(const Place&) const = default;
  };
  template <typename Said>
  struct Entry {
    Place place;
    Said said;
  };
  void barcode(Place place, const TrialPlan::Output& output);
  TrialNumber trial_at(Moment at) const;

  const Plan& plan_;
  const Stream& stream_;
  std::vector<Entry<Note>> notes_{};
  std::vector<Entry<Command>> commands_{};
  std::int64_t barcode_until_ = 0;
  std::map<TrialNumber, ChoiceIndex> targets_{};
};

}  // namespace dyad::task::oracle
