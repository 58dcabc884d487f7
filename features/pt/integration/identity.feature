# language: pt
# Gerado com «interop translate» a partir de features/integration/identity.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@IDENTITY
Funcionalidade: Entre sistemas, cada um diz quem é e faz o que pode fazer
  Um sistema que responde a qualquer um entrega todos os pacientes a quem ligar um cabo.
  O que recusa quem é da casa para o trabalho.

  Regra: Um sistema sabe quem o chama

    @DICOM.PS3.5.6.2 @TC-IDN-001 @shall @positive
    Esquema do Cenário: "<system>" atende um equipamento que conhece, com o título "<título>"
      Dado que o sistema "<system>" sabe quem o pode chamar
      Quando um equipamento chama o sistema "<system>" com o título "<título>"
      Então o sistema "<system>" atende a chamada

      Exemplos:
        | system | título      |
        | PACS   | registado   |
        | PACS   | com espaços |
        | RIS    | registado   |
        | RIS    | com espaços |

    @DICOM.PS3.8.9.3.4 @TC-IDN-002 @shall @negative
    Esquema do Cenário: "<system>" recusa um equipamento com o título "<título>"
      Dado que o sistema "<system>" sabe quem o pode chamar
      Quando um equipamento chama o sistema "<system>" com o título "<título>"
      Então o sistema "<system>" recusa a chamada

      Exemplos:
        | system | título            |
        | PACS   | desconhecido      |
        | PACS   | noutras letras    |
        | PACS   | de outro endereço |
        | RIS    | desconhecido      |
        | RIS    | noutras letras    |
        | RIS    | de outro endereço |

    @DICOM.PS3.8.9.3.4 @TC-IDN-003 @shall @negative
    Esquema do Cenário: "<system>" recusa quem o chama por um título "<título>"
      Dado que o sistema "<system>" sabe quem o pode chamar
      Quando um equipamento que o sistema "<system>" conhece chama-o pelo título "<título>"
      Então o sistema "<system>" recusa a chamada

      Exemplos:
        | system | título         |
        | PACS   | desconhecido   |
        | PACS   | noutras letras |
        | RIS    | desconhecido   |
        | RIS    | noutras letras |

  Regra: Cada um faz o que pode, e mais nada

    @TC-IDN-004 @shall @positive
    Esquema do Cenário: Quem pode "<pode>" no sistema "<system>" e não "<não pode>" faz o que pode
      Dado que o sistema "<system>" sabe quem o pode chamar
      Quando quem tem o direito "<pode>" mas não este: "<não pode>", tenta isto no sistema "<system>": "<pode>"
      Então o sistema "<system>" atende a chamada

      Exemplos:
        | system | pode                          | não pode        |
        | PACS   | guardar imagens               | pesquisar       |
        | PACS   | pesquisar                     | guardar imagens |
        | RIS    | consultar a lista de trabalho | pesquisar       |

    @DICOM.PS3.7.C.5 @TC-IDN-005 @shall @negative
    Esquema do Cenário: A quem pode "<pode>" no sistema "<system>" recusa-se o que não pode: "<não pode>"
      Dado que o sistema "<system>" sabe quem o pode chamar
      Quando quem tem o direito "<pode>" mas não este: "<não pode>", tenta isto no sistema "<system>": "<não pode>"
      Então o sistema "<system>" recusa a chamada

      Exemplos:
        | system | pode             | não pode                      |
        | PACS   | guardar imagens  | pesquisar                     |
        | PACS   | pesquisar        | guardar imagens               |
        | PACS   | pesquisar        | recuperar                     |
        | RIS    | comunicar passos | consultar a lista de trabalho |

    @RAD-16 @DICOM.PS3.4.C @TC-IDN-006 @shall @negative
    Cenário: As imagens não vão para um título que só se parece com o registado
      Dado que o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      Quando a estação de trabalho pede ao sistema "PACS" que envie para o seu título, mas "noutras letras", o exame "Radiografia do tórax" da paciente "Ana Torres"
      Então o sistema "PACS" recusa a recuperação com o motivo "destino desconhecido"

  Regra: Aceitam-se mensagens dos sistemas da casa

    @HL7.2 @TC-IDN-007 @shall @negative
    Esquema do Cenário: "<system>" não aceita nenhuma mensagem cuja "<remetente>" desconhece
      Dado que o sistema "<system>" sabe de quem aceita mensagens
      Quando alguém regista no sistema "<system>" o paciente "Luis Mba" com uma "<remetente>" que não se conhece
      Então o sistema "<system>" recusa a mensagem e diz porquê

      Exemplos:
        | system | remetente   |
        | RIS    | aplicação   |
        | RIS    | instituição |
        | PACS   | aplicação   |
        | PACS   | instituição |

    @HL7.2 @TC-IDN-008 @shall @positive
    Esquema do Cenário: "<system>" aceita as mensagens de um remetente que conhece
      Dado que o sistema "<system>" sabe de quem aceita mensagens
      Quando um remetente que o sistema "<system>" conhece regista o paciente "Luis Mba"
      Então o sistema "<system>" aceita a mensagem

      Exemplos:
        | system |
        | RIS    |
        | PACS   |

  Regra: Uma utilizadora prova quem é antes de ser atendida

    @DICOM.PS3.7.D.3.3.7 @TC-IDN-009 @shall @positive
    Esquema do Cenário: É atendida uma utilizadora que prova quem é: "<prova>"
      Dado que o sistema "PACS" pergunta quem é o utilizador
      Quando uma utilizadora prova ao sistema "PACS" quem é: "<prova>"
      Então o sistema "PACS" atende a chamada

      Exemplos:
        | prova                              |
        | nome de utilizador                 |
        | nome de utilizador e palavra-passe |
        | asserção                           |
        | token                              |

    @DICOM.PS3.7.D.3.3.7 @TC-IDN-010 @shall @negative
    Esquema do Cenário: Não é atendido ninguém cuja prova seja "<prova>"
      Dado que o sistema "PACS" pergunta quem é o utilizador
      Quando uma utilizadora prova ao sistema "PACS" quem é: "<prova>"
      Então o sistema "PACS" recusa a chamada

      Exemplos:
        | prova                    |
        | nada                     |
        | nome de outro utilizador |
        | palavra-passe errada     |
        | asserção errada          |
        | token falsificado        |
        | token expirado           |

    @DICOM.PS3.7.D.3.3.7.2 @TC-IDN-011 @shall @positive
    Esquema do Cenário: A utilizadora que pede "<pedido>" não fica a saber nem mais nem menos
      Dado que o sistema "PACS" pergunta quem é o utilizador
      Quando uma utilizadora que prova ao sistema "PACS" quem é pede "<pedido>"
      Então o sistema "PACS" confirma o utilizador só quando lhe foi pedido

      Exemplos:
        | pedido          |
        | uma confirmação |
        | nada            |
