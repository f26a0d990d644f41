#include "log/log_support.hpp"

#include <gtest/gtest.h>

namespace dyad::log::testing {
namespace {

Time us(std::int64_t t) { return Time::from_us(t); }
Duration span(std::int64_t t) { return Duration::from_us(t); }

note::TrialStart conditions(BlockIndex block, LevelIndex probe, LevelIndex size,
                            ChoiceIndex target, bool catch_trial) {
  note::TrialStart start{.block = block, .target = target, .catch_trial = catch_trial};
  start.levels[0] = probe;
  start.levels[1] = size;
  return start;
}

std::vector<Record> sample_notes() {
  note::TrialOutcome outcome;
  outcome.outcome = Outcome::coordinated;
  outcome.first = 1;
  outcome.latency[0] = span(900);
  outcome.latency[1] = span(100);
  outcome.dt = span(800);
  outcome.dt_uncertainty = span(2);
  outcome.ambiguous = true;
  note::TrialOutcome miss;
  miss.latency[1] = span(5);
  miss.first = 1;
  miss.choices[1] = 1;
  note::TrialOutcome error = miss;
  error.outcome = Outcome::error;
  error.choices[0] = 0;
  return {
      Note{us(0), 0, note::SessionStart{}},
      Note{us(0), 1, note::TrialStart{}},
      Note{us(1), 2, conditions(1, 0, 2, 1, true)},
      Note{us(2), 3, conditions(kNoBlock, kNoLevel, 0, kNoChoice, false)},
      Note{us(3), 3, note::Initiated{1}},
      Note{us(3), 3, note::Initiated{}},
      Note{us(10), 1, note::WindowOpen{1, us(750010)}},
      Note{us(10), 1, note::Response{1, ResponseRole::first, span(0), span(1)}},
      Note{us(12), 1, note::Response{0, ResponseRole::ignored, std::nullopt, {}}},
      Note{us(13), 1, note::Response{0, ResponseRole::wrong, std::nullopt, {}, 1}},
      Note{us(20), 1, outcome},
      Note{us(21), 2, miss},
      Note{us(21), 3, error},
      Note{us(21), 2,
           note::TrialOutcome{Outcome::aborted, kNoSubject, {}, {}, {}, false}},
      Note{us(22), 2, note::Ambiguous{AmbiguousReason::late_input}},
      Note{us(22), 2, note::ItiStart{us(5000000)}},
      Note{us(22), 2, note::ItiExtended{us(6000000)}},
      Note{us(22), 2, note::RewardWithheld{1, WithheldReason::catch_trial}},
      Note{us(22), 2, note::RewardWithheld{kNoSubject, WithheldReason::requirement}},
      Note{us(23), 2, note::Paused{PauseReason::device_lost}},
      Note{us(24), 2, note::Resumed{}},
      Note{us(25), 2, note::SessionEnd{EndReason::operator_request}},
  };
}

// Fields other than those of its kind keep their defaults: they are not logged.
rc::Gen<std::int64_t> any_us() { return rc::gen::arbitrary<std::int64_t>(); }
template <typename T>
T any() {
  return *rc::gen::arbitrary<T>();
}
Duration any_span() { return span(*any_us()); }
Time any_time() { return us(*any_us()); }
ChannelIndex any_channel() {
  return *rc::gen::element<ChannelIndex>(0, 1, 2, 3, 4, kNoChannel);
}
SourceIndex any_source() { return *rc::gen::element<SourceIndex>(0, 1, 2, kNoSource); }
SubjectIndex any_subject() { return *rc::gen::element<SubjectIndex>(0, 1, kNoSubject); }
ChoiceIndex any_choice() { return *rc::gen::element<ChoiceIndex>(0, 1, kNoChoice); }
template <typename E>
E any_of() {
  return static_cast<E>(*rc::gen::inRange<std::size_t>(0, EnumNames<E>::names.size()));
}
std::optional<Duration> maybe_span() {
  return any<bool>() ? std::optional(any_span()) : std::nullopt;
}
std::string any_text() {
  const auto piece =
      rc::gen::element<std::string>("a", "\"", "\\", "\n", "\t", "\x01", "\x7f", "é",
                                    "€", "🐭", ",\"crc\":\"", "}", "");
  std::string text;
  for (const auto& part : *rc::gen::container<std::vector<std::string>>(piece)) {
    text += part;
  }
  return text;
}

Input any_input() {
  Input input;
  input.time = any_time();
  input.kind = any_of<InputKind>();
  input.source = any_source();
  input.sequence = any<std::uint64_t>();
  if (input.kind == InputKind::edge) {
    input.channel = any_channel();
    input.active = any<bool>();
    input.reconciled = any<bool>();
    input.uncertainty = any_span();
  } else if (input.kind == InputKind::operator_action) {
    input.action = any_of<OperatorAction>();
    if (input.action == OperatorAction::give_reward) {
      input.subject = any_subject();
      input.volume_nl = any<std::uint32_t>();
      input.open = any_span();
    }
  }
  return input;
}

UnfedEdge any_unfed_edge() {
  UnfedEdge unfed{any_input()};
  Input& edge = unfed.edge;
  edge.kind = InputKind::edge;
  edge.action = {};
  edge.channel = any_channel();
  edge.active = any<bool>();
  edge.reconciled = any<bool>();
  edge.uncertainty = any_span();
  return unfed;
}

ClockSample any_clock_sample() {
  return {any_source(), any<std::uint32_t>(), any_time(), any<std::uint64_t>(),
          any_time()};
}

BoardDecision any_board_decision() {
  BoardDecision decision{
      any_source(), any<TrialNumber>(), any_of<BoardVerdict>(), any_time(), {}};
  if (any<bool>()) decision.first = any_time();
  return decision;
}

note::TrialOutcome any_outcome() {
  note::TrialOutcome outcome;
  outcome.outcome = any_of<Outcome>();
  outcome.first = any_subject();
  outcome.latency[0] = maybe_span();
  outcome.latency[1] = maybe_span();
  outcome.dt = maybe_span();
  if (outcome.dt) outcome.dt_uncertainty = any_span();
  outcome.ambiguous = any<bool>();
  outcome.choices[0] = any_choice();
  outcome.choices[1] = any_choice();
  return outcome;
}

note::Response any_response() {
  note::Response response{any_subject(), any_of<ResponseRole>(), maybe_span(), {}};
  if (response.dt) response.dt_uncertainty = any_span();
  response.choice = any_choice();
  return response;
}

note::TrialStart any_trial_start() {
  return conditions(*rc::gen::element<BlockIndex>(0, 1, kNoBlock),
                    *rc::gen::element<LevelIndex>(0, 1, kNoLevel),
                    *rc::gen::element<LevelIndex>(0, 1, 2, kNoLevel), any_choice(),
                    any<bool>());
}

note::WindowOpen any_window() {
  note::WindowOpen open;
  open.first = any_subject();
  open.closes_at = any_time();
  return open;
}

note::Body any_body() {
  switch (*rc::gen::inRange(0, 13)) {
    case 0:
      return note::SessionStart{};
    case 1:
      return any_trial_start();
    case 2:
      return any_window();
    case 3:
      return any_response();
    case 4:
      return any_outcome();
    case 5:
      return note::Ambiguous{any_of<AmbiguousReason>()};
    case 6:
      return note::ItiStart{any_time()};
    case 7:
      return note::Paused{any_of<PauseReason>()};
    case 8:
      return note::Resumed{};
    case 9:
      return note::Initiated{any_subject()};
    case 10:
      return note::RewardWithheld{any_subject(), any_of<WithheldReason>()};
    case 11:
      return note::ItiExtended{any_time()};
    default:
      return note::SessionEnd{any_of<EndReason>()};
  }
}

Note any_note() { return {any_time(), any<TrialNumber>(), any_body()}; }

Command any_command() {
  Command command;
  command.time = any_time();
  command.kind = any_of<CommandKind>();
  command.token = any<Token>();
  command.trial = any<TrialNumber>();
  command.channel = any_channel();
  command.duration = any_span();
  if (gives_water(command.kind)) {
    command.subject = any_subject();
    command.volume_nl = any<std::uint32_t>();
  }
  return command;
}

End any_end() {
  End end{any_time(), any_text(), {}};
  for (ChannelIndex i = 0; i < *rc::gen::inRange<ChannelIndex>(0, 5); ++i) {
    end.channels.push_back({i, any<std::uint64_t>(), any<std::uint64_t>()});
  }
  return end;
}

}  // namespace

std::vector<Record> sample_records() {
  std::vector<Record> records{
      Input{us(0),
            InputKind::operator_action,
            kNoSource,
            1,
            kNoChannel,
            false,
            false,
            span(0),
            OperatorAction::start,
            kNoSubject,
            0,
            {}},
      Input{us(5), InputKind::operator_action, kNoSource, 2, kNoChannel, false, false,
            span(0), OperatorAction::give_reward, 1, 4000, span(32800)},
      Input{
          us(7), InputKind::edge, 0, 1, 0, true, false, span(1), {}, kNoSubject, 0, {}},
      Input{
          us(8), InputKind::edge, 1, 1, 4, false, true, span(0), {}, kNoSubject, 0, {}},
      Input{us(9),
            InputKind::deadline,
            kNoSource,
            1,
            kNoChannel,
            false,
            false,
            {},
            {},
            kNoSubject,
            0,
            {}},
      RawEdge{us(7), 1, true},
      UnfedEdge{{us(6),
                 InputKind::edge,
                 1,
                 2,
                 4,
                 true,
                 true,
                 span(3),
                 {},
                 kNoSubject,
                 0,
                 {}}},
      ClockSample{1, 3000000007, us(8), 18446744073709551615ULL, us(9)},
      ClockSample{0, 1, us(12345678), 24691356, us(12346012)},
      BoardDecision{1, 7, BoardVerdict::coordinated, us(12755336), us(12345678)},
      BoardDecision{1, 8, BoardVerdict::miss, us(20000000), us(20000000)},
      BoardDecision{1, 4294967295, BoardVerdict::disarmed, us(0), {}},
      Command{us(10), CommandKind::reward, 1, 1, 2, span(25000), 0, 4000},
      Command{us(10), CommandKind::pulse, 2, 1, 3, span(50), kNoSubject, 0},
      Command{us(10), CommandKind::manual_reward, 3, 1, 2, span(25000), 1, 2500},
      Actuation{us(11), 1, 2, span(25001), ActuationStatus::done},
      Fault{us(12), FaultKind::events_lost, 0, 1, 3, "3 lost:\n \"x\" \\ \x01 é"},
      Fault{us(13), FaultKind::log_full, kNoSource, kNoChannel, 0, ""},
  };
  for (auto& note : sample_notes()) records.push_back(std::move(note));
  records.push_back(End{us(99), "duration", {{0, 1, 2}, {4, 0, 0}}});
  return records;
}

rc::Gen<Record> any_record() {
  return rc::gen::exec([]() -> Record {
    switch (*rc::gen::inRange(0, 10)) {
      case 0:
        return any_input();
      case 1:
        return any_note();
      case 2:
        return any_command();
      case 3:
        return Actuation{any_time(), any<Token>(), any_channel(), any_span(),
                         any_of<ActuationStatus>()};
      case 4:
        return RawEdge{any_time(), any_channel(), any<bool>()};
      case 5:
        return any_unfed_edge();
      case 6:
        return any_clock_sample();
      case 7:
        return any_board_decision();
      case 8:
        return Fault{any_time(),    any_of<FaultKind>(),  any_source(),
                     any_channel(), any<std::uint64_t>(), any_text()};
      default:
        return any_end();
    }
  });
}

ReadBack read_back(const std::string& path, ReadOptions options) {
  ReadBack back;
  auto reader = Reader::open(path, options);
  if (!reader) {
    back.error = reader.error();
    return back;
  }
  while (const LoggedRecord* record = reader->next()) {
    back.records.push_back(record->record);
    back.seqs.push_back(record->seq);
  }
  back.warnings = reader->warnings();
  back.error = reader->error();
  return back;
}

void write_log(const std::string& path, const std::vector<Record>& records) {
  auto writer = Writer::create(path, sample_header(), {});
  ASSERT_TRUE(writer.ok()) << writer.error().text();
  (*writer)->start();
  for (const Record& record : records) (*writer)->append(record);
  const Status closed = (*writer)->close();
  ASSERT_TRUE(closed.ok()) << closed.error().text();
}

}  // namespace dyad::log::testing
