#include <algorithm>

#include "pointer.hpp"
#include "rule_draft.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kPulse = milliseconds(1, 600'000'000);
constexpr NumberRule kBits{1, 32, 0, ""};
constexpr NumberRule kBit = milliseconds(100, 1'000'000);
constexpr std::size_t kMaxBindings = 64;

Barcode read_barcode(const Value& value) {
  Barcode barcode;
  Object object(value, R"({"bits": 16, "bit_ms": 10})");
  if (const auto bits = object.number("bits", Need::required, kBits)) {
    barcode.bits = static_cast<unsigned>(*bits);
  }
  object.time("bit_ms", Need::required, kBit, barcode.bit);
  object.finish();
  return barcode;
}

OutputBinding read_binding(const Value& value) {
  OutputBinding binding;
  Object object(value, R"({"at": "coordinated", "channel": "light", "pulse_ms": 500})");
  const bool known = object.choice("at", Need::required, binding.at);
  object.text("channel", Need::required, kName, binding.channel);
  object.time("pulse_ms", Need::optional, kPulse, binding.pulse);
  if (const auto barcode = object.find("barcode", Need::optional, "")) {
    binding.barcode = read_barcode(*barcode);
  }
  need_one_of_two(object, "pulse_ms", "barcode");
  if (binding.barcode.bits > 0 && binding.at == TaskEvent::session_end) {
    value.findings().add_at_name(child_pointer(value.pointer(), "barcode"),
                                 "a barcode at the session's end",
                                 "a pulse: nothing is sent after the end");
  }
  const bool of_a_subject =
      !known || binding.at == TaskEvent::response || binding.at == TaskEvent::reward;
  if (object.allows("subject", of_a_subject,
                    "only \"response\" and \"reward\" are a subject's")) {
    object.text("subject", Need::optional, kName, binding.subject);
  }
  const bool of_a_trial =
      binding.at != TaskEvent::session_start && binding.at != TaskEvent::session_end;
  if (object.allows("target", of_a_trial, "a session has no target, only a trial")) {
    object.text("target", Need::optional, kName, binding.target);
  }
  object.finish();
  return binding;
}

// Whether both can be meant: an empty name means any.
bool may_meet(const std::string& a, const std::string& b) {
  return a == b || a.empty() || b.empty();
}

// Whether one event would pulse the channel for both.
bool same_event(const OutputBinding& a, const OutputBinding& b) {
  return a.at == b.at && a.channel == b.channel && may_meet(a.subject, b.subject) &&
         may_meet(a.target, b.target);
}

void check_binding_of(const Value& value, const OutputBinding& binding,
                      const std::vector<OutputBinding>& earlier) {
  const bool twice =
      !binding.channel.empty() &&
      std::any_of(earlier.begin(), earlier.end(), [&](const OutputBinding& other) {
        return same_event(other, binding);
      });
  if (twice) {
    value.findings().add(value.pointer(),
                         "a second pulse of \"" + binding.channel + "\" at " +
                             std::string(to_text(binding.at)),
                         "each channel once for each event");
  }
  const bool disturbs =
      std::any_of(earlier.begin(), earlier.end(), [&](const OutputBinding& other) {
        const bool barcode = binding.barcode.bits > 0 || other.barcode.bits > 0;
        return barcode && other.channel == binding.channel;
      });
  if (disturbs && !twice) {
    value.findings().add(value.pointer(),
                         "a barcode and something else on \"" + binding.channel + "\"",
                         "the channel of a barcode to itself");
  }
  const bool second_barcode =
      binding.barcode.bits > 0 &&
      std::any_of(earlier.begin(), earlier.end(),
                  [](const OutputBinding& other) { return other.barcode.bits > 0; });
  if (second_barcode) {
    value.findings().add_at_name(child_pointer(value.pointer(), "barcode"),
                                 "a second barcode", "one at most");
  }
}

}  // namespace

void read_outputs(const Value& value, RuleDraft& into) {
  const auto list = value.list(0, kMaxBindings);
  if (!list) return;
  for (const Value& element : *list) {
    OutputBinding binding = read_binding(element);
    check_binding_of(element, binding, into.rule.outputs);
    into.rule.outputs.push_back(std::move(binding));
  }
}

}  // namespace dyad::config
