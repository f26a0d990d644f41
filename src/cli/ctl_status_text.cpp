#include "dyad/cli/ctl_status_text.hpp"

#include <fmt/format.h>

#include "dyad/cli/daemon.hpp"
#include "dyad/cli/outcomes_text.hpp"
#include "dyad/cli/status_line.hpp"
#include "dyad/core/time.hpp"

namespace dyad::cli {
namespace {

std::string clock_of(const Json& object, const char* name) {
  return at(object, name).is_number()
             ? clock_text(Time::from_us(number_at(object, name)))
             : "-";
}

void line(std::ostream& out, const std::string& name, const std::string& value) {
  if (!value.empty()) out << fmt::format("  {:<12}{}\n", name, value);
}

std::string counts_text(const Json& counts) {
  std::string text =
      fmt::format("{}: {} coordinated, {} missed, {} aborted",
                  number_at(counts, "trials"), number_at(counts, "coordinated"),
                  number_at(counts, "missed"), number_at(counts, "aborted"));
  if (number_at(counts, "omissions") > 0) {
    text += fmt::format(", {} omitted", number_at(counts, "omissions"));
  }
  if (number_at(counts, "errors") > 0) {
    text += fmt::format(", {} errors", number_at(counts, "errors"));
  }
  return text + "; success " +
         success_text(number_at(counts, "coordinated"), number_at(counts, "missed"));
}

std::int64_t number_in(const Json& array, std::size_t index) {
  const bool there =
      array.is_array() && index < array.size() && array[index].is_number();
  return there ? array[index].get<std::int64_t>() : 0;
}

void print_running(std::ostream& out, const Json& session) {
  const Json& tally = at(session, "tally");
  line(out, "session", text_at(session, "id"));
  line(out, "subjects", joined(at(session, "subjects")));
  line(out, "schedule", text_at(session, "schedule"));
  line(out, "stage", stage_text(at(session, "stage")));
  line(out, "why", text_at(at(session, "stage"), "reason"));
  line(out, "time",
       clock_of(session, "t_us") + " / " + clock_of(session, "planned_us"));
  line(out, "now",
       fmt::format("trial {}, {}", number_at(session, "trial"),
                   text_at(session, "phase")));
  line(out, "trials", counts_text(tally));
  const auto subjects = texts_of(at(session, "subjects"));
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    line(out, subjects[i],
         fmt::format(
             "{} responses, {} rewards{}, {}", number_in(at(tally, "responses"), i),
             number_in(at(tally, "rewards"), i),
             by_hand_text(
                 static_cast<std::uint64_t>(number_in(at(tally, "manual_rewards"), i))),
             microlitres_text(number_in(at(tally, "volume_nl"), i))));
  }
  for (const Json& device : at(session, "devices")) {
    if (is_true(device, "lost")) line(out, "lost", text_at(device, "name"));
  }
  if (number_at(session, "notes") > 0) {
    line(out, "notes", std::to_string(number_at(session, "notes")));
  }
}

void print_interrupted(std::ostream& out, const Json& one) {
  const std::string id = text_at(one, "id");
  out << "Interrupted: " << id << " (" << text_at(one, "reason") << "), "
      << clock_of(one, "remaining_us") << " left\n"
      << "  dyad ctl start --continue " << id << '\n'
      << "  dyad ctl dismiss " << id << '\n';
}

}  // namespace

std::string microlitres_text(std::int64_t nl) {
  return fmt::format("{}.{:03} µl", nl / 1000, nl % 1000);
}

std::string stage_text(const Json& stage) {
  if (!stage.is_object()) return "";
  return fmt::format("{} \"{}\"", number_at(stage, "index") + 1,
                     text_at(stage, "name"));
}

std::string success_text(std::int64_t coordinated, std::int64_t missed) {
  const std::int64_t decided = coordinated + missed;
  return decided == 0 ? "-" : fmt::format("{} %", 100 * coordinated / decided);
}

std::string progress_text(const Json& session) {
  const Json& tally = at(session, "tally");
  const std::int64_t coordinated = number_at(tally, "coordinated");
  const std::int64_t missed = number_at(tally, "missed");
  const std::string phase = text_at(session, "phase");
  return fmt::format("{} / {}  trials {}  coordinated {}  misses {}  success {}{}",
                     clock_of(session, "t_us"), clock_of(session, "planned_us"),
                     number_at(tally, "trials"), coordinated, missed,
                     success_text(coordinated, missed),
                     phase == "window_open" ? "  [window open]"
                     : phase == "paused"    ? "  [paused]"
                                            : "");
}

void print_status(std::ostream& out, const Json& status) {
  const Json& rig = at(status, "rig");
  out << text_at(rig, "name") << (is_true(rig, "simulated") ? " (simulated)" : "")
      << ": " << text_at(status, "state") << '\n';
  if (at(status, "session").is_object()) print_running(out, at(status, "session"));
  if (at(status, "last_problem").is_object()) {
    out << "Last problem: " << problem_text(at(status, "last_problem")) << '\n';
  }
  for (const Json& one : at(status, "interrupted")) print_interrupted(out, one);
}

void print_session(std::ostream& out, const Json& session) {
  const std::string end = text_at(session, "end_reason");
  out << text_at(session, "id") << ": "
      << (is_true(session, "running") ? "running"
          : end.empty()               ? "without an end"
                                      : "ended (" + end + ")")
      << " after " << clock_of(session, "lasted_us") << '\n';
  line(out, "problem", text_at(session, "problem"));
  if (!text_at(session, "problem").empty()) return;
  line(out, "began", text_at(session, "began_utc"));
  line(out, "schedule", text_at(session, "schedule"));
  line(out, "stage", stage_text(at(session, "stage")));
  line(out, "rig", text_at(session, "rig") + " (" + text_at(session, "source") + ")");
  line(out, "continues", text_at(session, "continues"));
  line(out, "trials", counts_text(session));
  if (number_at(session, "ambiguous") > 0) {
    line(out, "ambiguous", fmt::format("{} trial(s)", number_at(session, "ambiguous")));
  }
  const auto subjects = texts_of(at(session, "subjects"));
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    line(out, subjects[i], microlitres_text(number_in(at(session, "volume_nl"), i)));
  }
  for (const Json& note : at(session, "notes")) {
    line(out, "note",
         clock_of(note, "t_us") + " " + text_at(note, "by") + ": " +
             text_at(note, "text"));
  }
}

}  // namespace dyad::cli
