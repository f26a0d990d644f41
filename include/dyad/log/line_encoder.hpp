#pragma once

#include <cstdint>
#include <string_view>

#include "dyad/log/line_buffer.hpp"
#include "dyad/log/names.hpp"
#include "dyad/log/record.hpp"

namespace dyad::log {

// Writes records as lines of a log. Allocates nothing once its buffer has grown to
// the longest line. One thread.
class LineEncoder {
 public:
  // The names outlive the encoder.
  explicit LineEncoder(const Names& names) : names_(&names) {}

  // The whole line, CRC and newline included; valid until the next call. Indices
  // in the record are of the header's rig, or none.
  std::string_view encode(std::uint64_t seq, const Record& record);

 private:
  void body(const Input& input);
  void body(const Note& note);
  void body(const Command& command);
  void body(const Actuation& actuation);
  void body(const RawEdge& edge);
  void body(const UnfedEdge& unfed);
  void body(const ClockSample& sample);
  void body(const BoardDecision& decision);
  void body(const Fault& fault);
  void body(const End& end);

  void note(const note::SessionStart&) {}
  void note(const note::TrialStart& start);
  void note(const note::WindowOpen& open);
  void note(const note::Response& response);
  void note(const note::TrialOutcome& outcome);
  void note(const note::Ambiguous& ambiguous);
  void note(const note::ItiStart& iti);
  void note(const note::Paused& paused);
  void note(const note::Resumed&) {}
  void note(const note::SessionEnd& end);
  void note(const note::Initiated& initiated);
  void note(const note::RewardWithheld& withheld);
  void note(const note::ItiExtended& extended);

  void edge(const Input& input);
  void given(const Input& input);
  void channel(ChannelIndex index);
  void device(SourceIndex index);
  void subject(SubjectIndex index);
  void latencies(const note::TrialOutcome& outcome);
  void choices(const note::TrialOutcome& outcome);
  void conditions(const note::TrialStart& start);

  const Names* names_;
  LineBuffer out_;
};

}  // namespace dyad::log
