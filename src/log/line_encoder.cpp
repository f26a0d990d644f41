#include "dyad/log/line_encoder.hpp"

#include "dyad/core/assert.hpp"
#include "dyad/log/crc32c.hpp"
#include "dyad/log/format.hpp"

namespace dyad::log {
namespace {

namespace f = format;

const std::string& json_of(const NameTable& table, std::size_t index) {
  DYAD_ASSERT(index < table.size(), "a record names what the header does not");
  return table.json(index);
}

// A stage's names can be read from the header only as far as its schedule is as it
// should be; what has none is left out, which must not end a session.
bool has(const NameTable& table, std::size_t index) { return index < table.size(); }

// Not in the middle of a character.
std::string_view cut_to(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

}  // namespace

std::string_view LineEncoder::encode(std::uint64_t seq, const Record& record) {
  out_.clear();
  out_.put(std::string_view("{\"seq\":"));
  out_.put(seq);
  out_.number<f::kTime>(time_of(record).us());
  out_.word<f::kType>(f::kTypes[record.index()]);
  std::visit([this](const auto& r) { body(r); }, record);
  const std::size_t before = out_.text().size();
  char* trailer = out_.claim(f::kTrailerBytes + 1);
  write_trailer(out_.text().substr(0, before), trailer);
  trailer[f::kTrailerBytes] = '\n';
  return out_.text();
}

void LineEncoder::channel(ChannelIndex index) {
  if (index != kNoChannel) out_.json<f::kChannel>(json_of(names_->channels, index));
}

void LineEncoder::device(SourceIndex index) {
  if (index != kNoSource) out_.json<f::kDevice>(json_of(names_->devices, index));
}

void LineEncoder::body(const Input& input) {
  out_.word<f::kKind>(to_text(input.kind));
  device(input.source);
  out_.number<f::kSourceSeq>(input.sequence);
  if (input.kind == InputKind::edge) {
    edge(input);
  } else if (input.kind == InputKind::operator_action) {
    out_.word<f::kAction>(to_text(input.action));
    if (input.action == OperatorAction::give_reward) given(input);
  }
}

void LineEncoder::given(const Input& input) {
  subject(input.subject);
  out_.number<f::kVolumeNl>(input.volume_nl);
  out_.number<f::kDurationUs>(input.open.us());
}

void LineEncoder::edge(const Input& input) {
  channel(input.channel);
  out_.boolean<f::kActive>(input.active);
  out_.boolean<f::kReconciled>(input.reconciled);
  out_.number<f::kUncertaintyUs>(input.uncertainty.us());
}

void LineEncoder::body(const Note& n) {
  out_.number<f::kTrial>(n.trial);
  out_.word<f::kNote>(note::kNames[n.body.index()]);
  std::visit([this](const auto& alternative) { note(alternative); }, n.body);
}

void LineEncoder::subject(SubjectIndex index) {
  if (index != kNoSubject) out_.json<f::kSubject>(json_of(names_->subjects, index));
}

void LineEncoder::note(const note::TrialStart& start) {
  if (has(names_->blocks, start.block)) {
    out_.json<f::kBlock>(names_->blocks.json(start.block));
  }
  conditions(start);
  if (has(names_->choices, start.target)) {
    out_.json<f::kTarget>(names_->choices.json(start.target));
  }
  if (start.catch_trial) out_.boolean<f::kCatch>(true);
}

void LineEncoder::conditions(const note::TrialStart& start) {
  bool any = false;
  for (std::size_t i = 0; i < names_->factors.size(); ++i) {
    if (!has(names_->levels[i], start.levels[i])) continue;
    if (!any) out_.key<f::kConditions>();
    out_.put(any ? ',' : '{');
    any = true;
    out_.put(std::string_view(names_->factors.json(i)));
    out_.put(':');
    out_.put(std::string_view(names_->levels[i].json(start.levels[i])));
  }
  if (any) out_.put('}');
}

void LineEncoder::note(const note::Initiated& initiated) { subject(initiated.subject); }

void LineEncoder::note(const note::WindowOpen& open) {
  if (open.first != kNoSubject) {
    out_.json<f::kFirst>(json_of(names_->subjects, open.first));
  }
  out_.number<f::kClosesAtUs>(open.closes_at.us());
}

void LineEncoder::note(const note::Response& response) {
  subject(response.subject);
  out_.word<f::kRole>(to_text(response.role));
  if (response.dt) {
    out_.number<f::kDtUs>(response.dt->us());
    out_.number<f::kDtUncertaintyUs>(response.dt_uncertainty.us());
  }
  if (has(names_->choices, response.choice)) {
    out_.json<f::kChoice>(names_->choices.json(response.choice));
  }
}

void LineEncoder::note(const note::TrialOutcome& outcome) {
  out_.word<f::kOutcome>(to_text(outcome.outcome));
  if (outcome.first != kNoSubject) {
    out_.json<f::kFirst>(json_of(names_->subjects, outcome.first));
  }
  latencies(outcome);
  if (outcome.dt) {
    out_.number<f::kDtUs>(outcome.dt->us());
    out_.number<f::kDtUncertaintyUs>(outcome.dt_uncertainty.us());
  }
  out_.boolean<f::kAmbiguous>(outcome.ambiguous);
  if (names_->choices.size() > 0) choices(outcome);
}

void LineEncoder::latencies(const note::TrialOutcome& outcome) {
  out_.key<f::kLatencyUs>();
  char before = '{';
  for (std::size_t i = 0; i < names_->subjects.size(); ++i) {
    out_.put(before);
    before = ',';
    out_.put(std::string_view(names_->subjects.json(i)));
    out_.put(':');
    if (outcome.latency[i]) {
      out_.put(outcome.latency[i]->us());
    } else {
      out_.put(std::string_view("null"));
    }
  }
  out_.put(before == '{' ? std::string_view("{}") : std::string_view("}"));
}

void LineEncoder::choices(const note::TrialOutcome& outcome) {
  out_.key<f::kChoices>();
  out_.put('{');
  for (std::size_t i = 0; i < names_->subjects.size(); ++i) {
    if (i > 0) out_.put(',');
    out_.put(std::string_view(names_->subjects.json(i)));
    out_.put(':');
    out_.put(has(names_->choices, outcome.choices[i])
                 ? std::string_view(names_->choices.json(outcome.choices[i]))
                 : std::string_view("null"));
  }
  out_.put('}');
}

void LineEncoder::note(const note::Ambiguous& ambiguous) {
  out_.word<f::kReason>(to_text(ambiguous.reason));
}

void LineEncoder::note(const note::ItiStart& iti) {
  out_.number<f::kUntilUs>(iti.until.us());
}

void LineEncoder::note(const note::Paused& paused) {
  out_.word<f::kReason>(to_text(paused.reason));
}

void LineEncoder::note(const note::SessionEnd& end) {
  out_.word<f::kReason>(to_text(end.reason));
}

void LineEncoder::note(const note::RewardWithheld& withheld) {
  subject(withheld.subject);
  out_.word<f::kReason>(to_text(withheld.reason));
}

void LineEncoder::note(const note::ItiExtended& extended) {
  out_.number<f::kUntilUs>(extended.until.us());
}

void LineEncoder::body(const Command& command) {
  out_.number<f::kTrial>(command.trial);
  out_.word<f::kKind>(to_text(command.kind));
  out_.number<f::kToken>(command.token);
  channel(command.channel);
  out_.number<f::kDurationUs>(command.duration.us());
  if (!gives_water(command.kind)) return;
  subject(command.subject);
  out_.number<f::kVolumeNl>(command.volume_nl);
}

void LineEncoder::body(const Actuation& actuation) {
  out_.number<f::kToken>(actuation.token);
  channel(actuation.channel);
  out_.number<f::kDurationUs>(actuation.duration.us());
  out_.word<f::kStatus>(to_text(actuation.status));
}

void LineEncoder::body(const RawEdge& edge) {
  channel(edge.channel);
  out_.boolean<f::kActive>(edge.active);
}

void LineEncoder::body(const UnfedEdge& unfed) {
  device(unfed.edge.source);
  out_.number<f::kSourceSeq>(unfed.edge.sequence);
  edge(unfed.edge);
}

void LineEncoder::body(const ClockSample& sample) {
  device(sample.source);
  out_.number<f::kBoot>(sample.boot);
  out_.number<f::kSentUs>(sample.sent.us());
  out_.number<f::kTicks>(sample.ticks);
}

void LineEncoder::body(const BoardDecision& decision) {
  device(decision.source);
  out_.number<f::kTrial>(decision.trial);
  out_.word<f::kVerdict>(to_text(decision.verdict));
  if (decision.first) out_.number<f::kFirstUs>(decision.first->us());
}

void LineEncoder::body(const Fault& fault) {
  out_.word<f::kKind>(to_text(fault.kind));
  device(fault.source);
  channel(fault.channel);
  out_.number<f::kCount>(fault.count);
  out_.key<f::kMessage>();
  out_.put_quoted(cut_to(fault.message, f::kMaxMessageBytes));
}

void LineEncoder::body(const End& end) {
  out_.key<f::kReason>();
  out_.put_quoted(cut_to(end.reason, f::kMaxMessageBytes));
  out_.key<f::kChannels>();
  out_.put('[');
  for (std::size_t i = 0; i < end.channels.size(); ++i) {
    const ChannelCounts& counts = end.channels[i];
    out_.put(i == 0 ? std::string_view("{\"channel\":")
                    : std::string_view(",{\"channel\":"));
    out_.put(std::string_view(json_of(names_->channels, counts.channel)));
    out_.number<f::kGlitches>(counts.glitches);
    out_.number<f::kLost>(counts.lost);
    out_.put('}');
  }
  out_.put(']');
}

}  // namespace dyad::log
