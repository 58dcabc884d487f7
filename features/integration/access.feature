@DICOMweb
Feature: The archive serves over the web who proves who she is, and shows her what is hers
  Behind a browser anybody may sit, and the address of an archive is soon known.
  A door that anybody opens shows every patient; one that opens to nobody stops the ward.

  Rule: Who proves who she is, is served

    @TC-ACC-001 @shall @positive
    Scenario Outline: Somebody with "<credentials>" is served
      Given system "PACS" wants "<way>" of who calls it over the web
      When somebody with "<credentials>" searches system "PACS" over the web
      Then system "PACS" serves the caller over the web

      Examples:
        | way               | credentials                 |
        | user and password | right password              |
        | token             | right token                 |
        | OpenID Connect    | token by client credentials |
        | OpenID Connect    | token by authorization code |

    @TC-ACC-002 @should @positive
    Scenario: The provider changes its key while the archive is at work
      Given system "PACS" wants "OpenID Connect" of who calls it over the web
      When somebody with "token by client credentials" searches system "PACS" over the web
      And the OpenID provider of system "PACS" changes its key
      And somebody with "token by client credentials" searches system "PACS" over the web
      Then system "PACS" serves the caller over the web
      When somebody with a token under the former key searches system "PACS" over the web
      Then system "PACS" refuses the caller over the web

  Rule: Nobody else is

    @TC-ACC-003 @shall @negative
    Scenario Outline: Somebody with "<credentials>" is refused where "<way>" is wanted
      Given system "PACS" wants "<way>" of who calls it over the web
      When somebody with "<credentials>" searches system "PACS" over the web
      Then system "PACS" refuses the caller over the web

      Examples:
        | way               | credentials    |
        | user and password | wrong password |
        | user and password | unknown user   |
        | token             | wrong token    |

    @TC-ACC-004 @shall @negative
    Scenario Outline: Somebody with "<credentials>" instead of a good token is refused
      Given system "PACS" wants "OpenID Connect" of who calls it over the web
      When somebody with "<credentials>" searches system "PACS" over the web
      Then system "PACS" refuses the caller over the web

      Examples:
        | credentials                   |
        | expired token                 |
        | token not yet valid           |
        | token for another service     |
        | token of another provider     |
        | token signed by somebody else |
        | token without signature       |

    @TC-ACC-005 @shall @negative
    Scenario Outline: Who does not say who she is, is refused and told how to call: "<way>"
      Given system "PACS" wants "<way>" of who calls it over the web
      When somebody with "nothing" searches system "PACS" over the web
      Then system "PACS" refuses the caller over the web
      And system "PACS" says how it wants to be called over the web

      Examples:
        | way               |
        | user and password |
        | token             |
        | OpenID Connect    |

    @TC-ACC-006 @shall @negative
    Scenario: An authorization code is worth nothing to who took it from another
      Given system "PACS" wants "OpenID Connect" of who calls it over the web
      When somebody who took an authorization code from another asks the OpenID provider of system "PACS" for a token
      Then the OpenID provider of system "PACS" gives no token

  Rule: Each does what she may, at her own hospital

    @TC-ACC-007 @shall @positive
    Scenario: A user finds the examinations of her hospital
      Given system "PACS" wants "user and password" of who calls it over the web
      And exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      When a user of this hospital looks over the web for exam "chest X-ray" for patient "Ana Torres"
      Then the web search finds 1 study

    @TC-ACC-008 @shall @negative
    Scenario: A user sees nothing of another hospital
      Given system "PACS" wants "user and password" of who calls it over the web
      And exam "chest X-ray" for patient "Ana Torres" was performed on device "DX_1"
      When a user of another hospital looks over the web for exam "chest X-ray" for patient "Ana Torres" and fetches it
      Then system "PACS" shows and gives the user of another hospital nothing

    @TC-ACC-011 @shall @negative
    Scenario: Who may only look stores nothing
      Given system "PACS" wants "user and password" of who calls it over the web
      And exam "chest X-ray" for patient "Ana Torres" is scheduled on device "DX_1"
      When a user who may only look sends exam "chest X-ray" for patient "Ana Torres" of device "DX_1" over the web
      Then system "PACS" refuses it over the web and has no image of exam "chest X-ray" for patient "Ana Torres"

  Rule: Nobody gets in by guessing

    @TC-ACC-009 @shall @negative
    Scenario: An account whose password is guessed is locked
      Given system "PACS" wants "user and password" of who calls it over the web
      When somebody guesses passwords of one account of system "PACS" over the web, and then knows the right one
      Then system "PACS" has locked the account, and serves others over the web

    @TC-ACC-010 @shall @negative
    Scenario: No account is as it was delivered
      Given system "PACS" wants "user and password" of who calls it over the web
      When somebody tries the accounts that archives are delivered with at system "PACS" over the web
      Then system "PACS" refuses the caller over the web
