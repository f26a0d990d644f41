#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/core/command.hpp"
#include "dyad/core/note.hpp"
#include "dyad/task/plan.hpp"

// How often the random streams reached each option, and each thing an engine can say.
namespace dyad::task::oracle {

class Coverage {
 public:
  Coverage();
  void add(const Plan& plan, const std::vector<Note>& notes,
           const std::vector<Command>& commands);
  const std::map<std::string, std::size_t>& counts() const { return counts_; }

 private:
  template <typename Enum>
  void expect_all(const std::string& kind);
  template <typename Enum>
  void count(const std::string& kind, Enum value, bool when = true);
  void count_if(const std::string& what, bool when);
  void add(const Plan& plan);
  void add_decision(const Plan& plan, const TrialPlan& rule);
  void add_payment(const Plan& plan, const TrialPlan& rule);
  void add(const Note& note);
  void add_body(const note::Response& body);
  void add_body(const note::TrialOutcome& body);
  void add_body(const note::Ambiguous& body);
  void add_body(const note::Paused& body);
  void add_body(const note::SessionEnd& body);
  void add_body(const note::RewardWithheld& body);
  template <typename Body>
  void add_body(const Body&) {}

  std::map<std::string, std::size_t> counts_{};
};

}  // namespace dyad::task::oracle
