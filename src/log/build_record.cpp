#include "build_record.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dyad::log {
namespace {

template <std::size_t N>
std::size_t find_in(const std::array<std::string_view, N>& names,
                    std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                  names.begin());
}

}  // namespace

LineDecoder::Outcome RecordBuilder::build(const Members& members, Record& record,
                                          std::string& problem) {
  members_ = &members;
  wrong_.reset();
  const std::size_t type = find_in(format::kTypes, text(Slot::type));
  bool known = !wrong_.has_value();
  switch (type) {
    case 0:
      input(record.emplace<Input>());
      break;
    case 1:
      known = note(record.emplace<Note>()) && known;
      break;
    case 2:
      command(record.emplace<Command>());
      break;
    case 3:
      actuation(record.emplace<Actuation>());
      break;
    case 4:
      raw_edge(record.emplace<RawEdge>());
      break;
    case 5:
      unfed_edge(record.emplace<UnfedEdge>());
      break;
    case 6:
      clock_sample(record.emplace<ClockSample>());
      break;
    case 7:
      board_decision(record.emplace<BoardDecision>());
      break;
    case 8:
      known = fault(record.emplace<Fault>());
      break;
    case 9:
      end(record.emplace<End>());
      break;
    default:
      known = false;
      break;
  }
  if (wrong_) {
    problem = "\"" + std::string(kMemberRules[slot_index(*wrong_)].name) +
              "\" is missing, or holds what this program does not know";
    return Outcome::malformed;
  }
  return known ? Outcome::record : Outcome::unknown_type;
}

void RecordBuilder::wrong(Slot slot) {
  if (!wrong_) wrong_ = slot;
}

std::int64_t RecordBuilder::integer(Slot slot) {
  if (!members_->has(slot)) wrong(slot);
  return members_->integers[slot_index(slot)];
}

std::uint64_t RecordBuilder::natural(Slot slot, std::uint64_t most) {
  const std::uint64_t value = members_->naturals[slot_index(slot)];
  if (!members_->has(slot) || value > most) wrong(slot);
  return value;
}

std::uint32_t RecordBuilder::natural32(Slot slot) {
  return static_cast<std::uint32_t>(
      natural(slot, std::numeric_limits<std::uint32_t>::max()));
}

bool RecordBuilder::boolean(Slot slot) { return natural(slot) != 0; }

std::string_view RecordBuilder::text(Slot slot) {
  if (!members_->has(slot)) {
    wrong(slot);
    return {};
  }
  return members_->texts[slot_index(slot)];
}

template <typename E>
E RecordBuilder::word(Slot slot) {
  const auto value = from_text<E>(text(slot));
  if (!value) wrong(slot);
  return value.value_or(E{});
}

template <typename Index>
Index RecordBuilder::index_in(const NameTable& table, Slot slot, Index none) {
  if (!members_->has(slot)) return none;
  const auto index = table.find(members_->texts[slot_index(slot)]);
  if (!index) wrong(slot);
  return static_cast<Index>(index.value_or(none));
}

void RecordBuilder::optional_dt(std::optional<Duration>& dt, Duration& uncertainty) {
  if (!members_->has(Slot::dt_us)) return;
  dt = duration(Slot::dt_us);
  uncertainty = duration(Slot::dt_uncertainty_us);
}

void RecordBuilder::input(Input& input) {
  input.time = time(Slot::t);
  input.kind = word<InputKind>(Slot::kind);
  input.source = index_in(names_->devices, Slot::device, kNoSource);
  input.sequence = natural(Slot::source_seq);
  if (input.kind == InputKind::edge) {
    edge(input);
  } else if (input.kind == InputKind::operator_action) {
    input.action = word<OperatorAction>(Slot::action);
    if (input.action == OperatorAction::give_reward) given(input);
  }
}

void RecordBuilder::given(Input& input) {
  input.subject = index_in(names_->subjects, Slot::subject, kNoSubject);
  input.volume_nl = natural32(Slot::volume_nl);
  input.open = duration(Slot::duration_us);
}

void RecordBuilder::edge(Input& input) {
  input.channel = index_in(names_->channels, Slot::channel, kNoChannel);
  input.active = boolean(Slot::active);
  input.reconciled = boolean(Slot::reconciled);
  input.uncertainty = duration(Slot::uncertainty_us);
}

void RecordBuilder::command(Command& command) {
  command.time = time(Slot::t);
  command.trial = natural32(Slot::trial);
  command.kind = word<CommandKind>(Slot::kind);
  command.token = natural32(Slot::token);
  command.channel = index_in(names_->channels, Slot::channel, kNoChannel);
  command.duration = duration(Slot::duration_us);
  if (!gives_water(command.kind)) return;
  command.subject = index_in(names_->subjects, Slot::subject, kNoSubject);
  command.volume_nl = natural32(Slot::volume_nl);
}

void RecordBuilder::actuation(Actuation& actuation) {
  actuation.time = time(Slot::t);
  actuation.token = natural32(Slot::token);
  actuation.channel = index_in(names_->channels, Slot::channel, kNoChannel);
  actuation.duration = duration(Slot::duration_us);
  actuation.status = word<ActuationStatus>(Slot::status);
}

void RecordBuilder::raw_edge(RawEdge& edge) {
  edge.time = time(Slot::t);
  edge.channel = index_in(names_->channels, Slot::channel, kNoChannel);
  edge.active = boolean(Slot::active);
}

void RecordBuilder::unfed_edge(UnfedEdge& unfed) {
  unfed.edge.time = time(Slot::t);
  unfed.edge.source = index_in(names_->devices, Slot::device, kNoSource);
  unfed.edge.sequence = natural(Slot::source_seq);
  edge(unfed.edge);
}

void RecordBuilder::clock_sample(ClockSample& sample) {
  sample.received = time(Slot::t);
  sample.source = index_in(names_->devices, Slot::device, kNoSource);
  sample.boot = natural32(Slot::boot);
  sample.sent = time(Slot::sent_us);
  sample.ticks = natural(Slot::ticks);
}

void RecordBuilder::board_decision(BoardDecision& decision) {
  decision.time = time(Slot::t);
  decision.source = index_in(names_->devices, Slot::device, kNoSource);
  decision.trial = natural32(Slot::trial);
  decision.verdict = word<BoardVerdict>(Slot::verdict);
  if (members_->has(Slot::first_us)) decision.first = time(Slot::first_us);
}

bool RecordBuilder::fault(Fault& fault) {
  fault.time = time(Slot::t);
  const auto kind = from_text<FaultKind>(text(Slot::kind));
  fault.kind = kind.value_or(FaultKind{});
  fault.source = index_in(names_->devices, Slot::device, kNoSource);
  fault.channel = index_in(names_->channels, Slot::channel, kNoChannel);
  fault.count = natural(Slot::count);
  fault.message = text(Slot::message);
  return kind.has_value();
}

void RecordBuilder::end(End& end) {
  end.time = time(Slot::t);
  end.reason = text(Slot::reason);
  if (!members_->has(Slot::channels)) wrong(Slot::channels);
  end.channels = members_->channels;
}

template <std::size_t I>
void RecordBuilder::emplace(note::Body& alternatives) {
  body(alternatives.emplace<I>());
}

bool RecordBuilder::note(Note& note) {
  note.time = time(Slot::t);
  note.trial = natural32(Slot::trial);
  const std::size_t kind = find_in(note::kNames, text(Slot::note));
  // One emplace an alternative, chosen by number.
  const auto choose = [&]<std::size_t... I>(std::index_sequence<I...>) {
    return ((kind == I ? (emplace<I>(note.body), true) : false) || ...);
  };
  return choose(std::make_index_sequence<note::kNames.size()>());
}

void RecordBuilder::body(note::TrialStart& start) {
  start.block = index_in(names_->blocks, Slot::block, kNoBlock);
  if (members_->has(Slot::conditions)) start.levels = members_->levels;
  start.target = index_in(names_->choices, Slot::target, kNoChoice);
  if (members_->has(Slot::catch_trial)) start.catch_trial = boolean(Slot::catch_trial);
}

void RecordBuilder::body(note::Initiated& initiated) {
  initiated.subject = index_in(names_->subjects, Slot::subject, kNoSubject);
}

void RecordBuilder::body(note::WindowOpen& open) {
  open.first = index_in(names_->subjects, Slot::first, kNoSubject);
  open.closes_at = time(Slot::closes_at_us);
}

void RecordBuilder::body(note::Response& response) {
  response.subject = index_in(names_->subjects, Slot::subject, kNoSubject);
  response.role = word<ResponseRole>(Slot::role);
  optional_dt(response.dt, response.dt_uncertainty);
  response.choice = index_in(names_->choices, Slot::choice, kNoChoice);
}

void RecordBuilder::body(note::TrialOutcome& outcome) {
  outcome.outcome = word<dyad::Outcome>(Slot::outcome);
  outcome.first = index_in(names_->subjects, Slot::first, kNoSubject);
  if (!members_->has(Slot::latency_us)) wrong(Slot::latency_us);
  outcome.latency = members_->latency;
  optional_dt(outcome.dt, outcome.dt_uncertainty);
  outcome.ambiguous = boolean(Slot::ambiguous);
  if (members_->has(Slot::choices)) outcome.choices = members_->choices;
}

void RecordBuilder::body(note::Ambiguous& ambiguous) {
  ambiguous.reason = word<AmbiguousReason>(Slot::reason);
}

void RecordBuilder::body(note::ItiStart& iti) { iti.until = time(Slot::until_us); }

void RecordBuilder::body(note::Paused& paused) {
  paused.reason = word<PauseReason>(Slot::reason);
}

void RecordBuilder::body(note::SessionEnd& end) {
  end.reason = word<EndReason>(Slot::reason);
}

void RecordBuilder::body(note::RewardWithheld& withheld) {
  withheld.subject = index_in(names_->subjects, Slot::subject, kNoSubject);
  withheld.reason = word<WithheldReason>(Slot::reason);
}

void RecordBuilder::body(note::ItiExtended& extended) {
  extended.until = time(Slot::until_us);
}

}  // namespace dyad::log
