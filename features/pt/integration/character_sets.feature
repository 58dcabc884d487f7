# language: pt
# Gerado com «interop translate» a partir de features/integration/character_sets.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-1 @RAD-5 @RAD-8 @CHARSET
Funcionalidade: Um nome é o mesmo nome em todos os ecrãs
  Os nomes da Guiné Equatorial e dos seus vizinhos têm ñ, ö, œ, ɔ e dois apelidos.
  Um nome que chega estragado é outro paciente para quem o procura.

  Regra: Seja qual for o nome, a lista, a imagem e o arquivo mostram as letras registadas

    @FIELD-05 @MESA-141 @TC-CHR-001 @shall @positive
    Esquema do Cenário: O nome "<paciente>" é o mesmo em cada sistema
      Dado que a ficha de paciente "<paciente>" consta do registo da receção
      E o exame "Radiografia do tórax" de paciente "<paciente>" está agendado no equipamento "DX_1"
      Quando o técnico realiza o exame "Radiografia do tórax" de paciente "<paciente>" no equipamento "DX_1"
      Então a entrada da lista de trabalho escolhida para o exame "Radiografia do tórax" de paciente "<paciente>" mostra a identidade tal como foi registada
      E o radiologista encontra o exame "Radiografia do tórax" de paciente "<paciente>" com o nome "<paciente>"

      Exemplos: Nomes de cá
        | paciente                             |
        | Prueba Inés Nguema Ñengono           |
        | Rebeca Bötúkku Prueba                |
        | Zenón Prueba d'Ambô                  |
        | Dra. Ana Nsue Prueba                 |
        | Mokoprueba                           |
        | Fictive Zoé M’Bouémé                 |
        | Essai Mvɔɔ Ɛkang                     |
        | María Auxilia Ficticia de los Santos |

      Exemplos: Nomes de longe
        | paciente           |
        | Taro Yamada Prueba |

  Regra: Uma mensagem lê-se como declara

    @FIELD-05 @TC-CHR-002 @shall @positive
    Esquema do Cenário: Um registo escrito em <codificação> chega com os seus acentos
      Quando a receção regista a ficha de paciente "<paciente>" com a codificação "<codificação>"
      E o serviço requisitante pede o exame "Radiografia do tórax" para a ficha de paciente "<paciente>"
      Então a entrada da lista de trabalho do exame "Radiografia do tórax" de paciente "<paciente>" mostra a identidade tal como foi registada

      Exemplos:
        | codificação | paciente                    |
        | ASCII       | Ana Torres                  |
        | ISO 8859-1  | Prueba José María Obono Edú |
        | ISO 8859-15 | Essai Anaïs Lecœur-Mvondo   |
        | UTF-8       | Essai Mvɔɔ Ɛkang            |

    @FIELD-05 @TC-CHR-003 @shall @negative
    Cenário: Os acentos que a mensagem não declara não se convertem noutro nome
      Quando a receção regista o paciente "Prueba José María Obono Edú" com codificação latina mas declara UTF-8
      E o serviço requisitante pede o exame "Radiografia do tórax" para o paciente "Prueba José María Obono Edú"
      Então nenhuma entrada da lista de trabalho do paciente "Prueba José María Obono Edú" mostra um nome errado como se estivesse certo

    @FIELD-06 @TC-CHR-004 @should @positive
    Cenário: Um equipamento que só lê letras latinas recebe uma lista que consegue ler
      Dado que a paciente "Prueba Inés Nguema Ñengono" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Prueba Inés Nguema Ñengono" está agendado no equipamento "DX_1"
      Quando o equipamento "DX_1" consulta com codificação latina a lista de trabalho da paciente "Prueba Inés Nguema Ñengono"
      Então a resposta declara a sua codificação e mostra a identidade da paciente "Prueba Inés Nguema Ñengono" tal como foi registada
