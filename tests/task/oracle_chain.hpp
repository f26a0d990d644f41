#pragma once

#include <optional>
#include <set>

#include "task/oracle.hpp"
#include "task/oracle_pay.hpp"

// One trial after another, with what comes between them.
namespace dyad::task::oracle {

class Chain {
 public:
  Chain(const Plan& plan, const std::vector<Input>& inputs,
        const std::vector<Note>& said);
  Session session();

 private:
  // Where the next trial begins, and with which late response.
  struct Start {
    Moment at;
    std::optional<Response> late{};
  };
  // The last missed trial: a response of one charged with it may show that it was
  // near the boundary.
  struct Miss {
    TrialNumber trial = 0;
    Response first{};
    std::int64_t closes = 0;
    ChoiceIndex target = kNoChoice;
    SubjectMask charged = 0;
    SubjectMask watched = 0;
  };
  using Next = std::optional<Start>;  // none: the session has ended

  Next trial(const Start& start);
  void begin_trial(const Start& start);
  void tell_trial(const Start& start, const Judgement& trial);
  void tell_waiting(Moment start, const Judgement& trial);
  void tell_response(const Judgement& trial, std::size_t i);
  void count(const Response& response);
  void tell_window(const Judgement& trial, std::size_t i);
  void tell_outcome(const Judgement& trial);
  Next after_trial(const Judgement& trial, Moment given);

  Next interval(Moment from, Outcome after, bool paused);
  Next pass_interval(Moment from, std::int64_t planned, bool after_miss);
  void tell_between(const Response& response, bool after_miss);
  bool is_late(const Response& response, bool after_miss) const;
  void pass(Moment from, Moment to, bool after_miss);
  Next begin_at(Moment at, const std::optional<Response>& late);
  bool opens_next(const Response& response, bool late) const;
  Next interrupted();
  Next pause();
  Next resume(Moment paused, Moment at);
  Next to_the_end(Moment from, bool after_miss);
  Next end(Moment at, EndReason reason);
  std::optional<EndReason> reason_after_trial(Moment at) const;

  void ignore(Moment from, Moment to, std::optional<std::size_t> but = {});
  void ignore_in_pause(Moment from, Moment to);
  void watch(const Response& response);
  void mark_losses(Moment to);
  const TrialPlan& rule() const { return conditions_.rule(); }

  const Plan& plan_;
  Stream stream_;
  Session result_{};
  Draws draws_;
  Record record_;
  Conditions conditions_;
  Purse purse_;

  Horizon horizon_{};
  Moment held_from_{};  // what began before does not count when it is held
  TrialNumber number_ = 0;
  std::set<TrialNumber> marked_{};  // ambiguous ones
  Moment marked_to_{};              // losses are, up to here
  std::optional<Miss> miss_{};
  Moment end_{};
};

}  // namespace dyad::task::oracle
