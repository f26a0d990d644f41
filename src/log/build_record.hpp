#pragma once

#include <string>

#include "dyad/log/line_decoder.hpp"
#include "members.hpp"

namespace dyad::log {

// Makes a record of a line's members: names to indices, texts to enumerations.
class RecordBuilder {
 public:
  explicit RecordBuilder(const Names& names) : names_(&names) {}

  LineDecoder::Outcome build(const Members& members, Record& record,
                             std::string& problem);

 private:
  using Outcome = LineDecoder::Outcome;

  void input(Input& input);
  void command(Command& command);
  void actuation(Actuation& actuation);
  void raw_edge(RawEdge& edge);
  void edge(Input& input);
  void given(Input& input);
  void unfed_edge(UnfedEdge& unfed);
  void clock_sample(ClockSample& sample);
  void board_decision(BoardDecision& decision);
  bool fault(Fault& fault);  // false: of a kind this version does not know
  void end(End& end);
  bool note(Note& note);  // false: of a kind this version does not know
  void body(note::SessionStart&) {}
  void body(note::TrialStart& start);
  void body(note::WindowOpen& open);
  void body(note::Response& response);
  void body(note::TrialOutcome& outcome);
  void body(note::Ambiguous& ambiguous);
  void body(note::ItiStart& iti);
  void body(note::Paused& paused);
  void body(note::Resumed&) {}
  void body(note::SessionEnd& end);
  void body(note::Initiated& initiated);
  void body(note::RewardWithheld& withheld);
  void body(note::ItiExtended& extended);
  template <std::size_t I>
  void emplace(note::Body& body);

  // Each takes one member; the first that is missing or wrong is kept.
  std::int64_t integer(Slot slot);
  std::uint64_t natural(Slot slot, std::uint64_t most = ~std::uint64_t{0});
  std::uint32_t natural32(Slot slot);
  bool boolean(Slot slot);
  std::string_view text(Slot slot);
  Duration duration(Slot slot) { return Duration::from_us(integer(slot)); }
  Time time(Slot slot) { return Time::from_us(integer(slot)); }
  template <typename E>
  E word(Slot slot);
  template <typename Index>
  Index index_in(const NameTable& table, Slot slot, Index none);
  void optional_dt(std::optional<Duration>& dt, Duration& uncertainty);
  void wrong(Slot slot);

  const Names* names_;
  const Members* members_ = nullptr;
  std::optional<Slot> wrong_;
};

}  // namespace dyad::log
