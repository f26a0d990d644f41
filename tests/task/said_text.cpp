#include "task/said_text.hpp"

#include "task/story.hpp"

namespace dyad::task {
namespace {

std::string number(std::int64_t n) { return std::to_string(n); }

// What story's text does not have.
std::string more(const note::TrialStart& body) {
  std::string text = " block=" + number(body.block) + " target=" + number(body.target);
  for (const LevelIndex level : body.levels) text += " " + number(level);
  return text + (body.catch_trial ? " catch" : "");
}
std::string more(const note::RewardWithheld& body) {
  return " " + number(body.subject) + " " + std::string(to_text(body.reason));
}
std::string more(const note::Initiated& body) { return " by " + number(body.subject); }
std::string more(const note::ItiExtended& body) {
  return " until=" + number(body.until.us());
}
std::string more(const note::Response& body) { return " at " + number(body.choice); }
std::string more(const note::TrialOutcome& body) {
  std::string text = " choices";
  for (const ChoiceIndex choice : body.choices) text += " " + number(choice);
  return text;
}
template <typename Body>
std::string more(const Body&) {
  return "";
}

std::string whole_text(const Note& note) {
  return text_of(note) +
         std::visit([](const auto& body) { return more(body); }, note.body);
}
std::string whole_text(const Command& command) { return text_of(command); }

template <typename Said>
std::string compared(const std::vector<Said>& engine, const std::vector<Said>& oracle) {
  std::string text;
  for (std::size_t i = 0; i < std::max(engine.size(), oracle.size()); ++i) {
    if (i < engine.size() && i < oracle.size() && engine[i] == oracle[i]) {
      text += "   " + whole_text(engine[i]) + "\n";
      continue;
    }
    if (i < engine.size()) text += "engine " + whole_text(engine[i]) + "\n";
    if (i < oracle.size()) text += "oracle " + whole_text(oracle[i]) + "\n";
  }
  return text;
}

}  // namespace

std::string side_by_side(const std::vector<Note>& engine,
                         const std::vector<Note>& oracle) {
  return compared(engine, oracle);
}
std::string side_by_side(const std::vector<Command>& engine,
                         const std::vector<Command>& oracle) {
  return compared(engine, oracle);
}

}  // namespace dyad::task
